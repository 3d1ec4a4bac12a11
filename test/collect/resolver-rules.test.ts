import { describe, expect, it } from 'vitest'
import { createClients } from '../../src/aws/clients.js'
import { collectResolverRuleAssociations, createRuleReader } from '../../src/collect/route53resolver.js'
import { createRunners } from '../../src/collect/runner.js'

type Answers = Record<string, (asked: { NextToken?: string }) => object>

const failure = (name: string, more: object = {}) => Object.assign(new Error('m'), { name, ...more })

/** The rules of a region, by what each operation answers, and which were asked. */
async function rules(answers: Answers) {
  const asked: string[] = []
  const clients = createClients({
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    defaultRegion: 'eu-west-1',
    env: {},
    answer: async ({ action, body = '', headers }) => {
      asked.push(`${action} ${headers?.['x-amz-target']} ${body}`)
      return answers[action.replace('route53resolver:', '')]?.(JSON.parse(body)) ?? {}
    },
  })
  const context = {
    ...{ clients, runner: createRunners().forRegion('eu-west-1'), region: 'eu-west-1' },
    ...{ accountId: '123456789012', partition: 'aws' },
  }
  return { found: await collectResolverRuleAssociations(context, createRuleReader(context)), asked, clients }
}

const ASSOCIATED: Answers = {
  ListResolverRuleAssociations: () => ({ ResolverRuleAssociations: [{ VPCId: 'vpc-1', ResolverRuleId: 'r1' }] }),
}
const throws = (error: Error) => () => {
  throw error
}

describe('resolver rules', () => {
  it('are looked up only where some are associated', async () => {
    const { found, asked } = await rules({ ListResolverRuleAssociations: () => ({ ResolverRuleAssociations: [] }) })
    expect(found).toMatchObject({ outcome: 'ok', value: [] })
    expect(asked).toEqual([
      'route53resolver:ListResolverRuleAssociations Route53Resolver.ListResolverRuleAssociations {"MaxResults":100}',
    ])
  })

  it('give kind and domain; the root stays a dot; an unlisted rule stays unknown', async () => {
    const { found } = await rules({
      ListResolverRuleAssociations: () => ({
        ResolverRuleAssociations: ['r1', 'r2', 'r3'].map((ResolverRuleId) => ({ VPCId: 'vpc-1', ResolverRuleId })),
      }),
      ListResolverRules: () => ({
        ResolverRules: [
          { Id: 'r1', RuleType: 'FORWARD', DomainName: 'Corp.Example.' },
          { Id: 'r2', RuleType: 'RECURSIVE', DomainName: '.' },
        ],
      }),
    })
    expect(found).toMatchObject({
      value: [
        { resolverRuleId: 'r1', ruleType: 'FORWARD', domainName: 'corp.example' },
        { resolverRuleId: 'r2', ruleType: 'RECURSIVE', domainName: '.' },
        { resolverRuleId: 'r3' },
      ],
    })
  })

  it('are read page by page, and counted so', async () => {
    const { found, asked, clients } = await rules({
      ListResolverRuleAssociations: ({ NextToken }) => ({
        ResolverRuleAssociations: [{ VPCId: 'vpc-1', ResolverRuleId: NextToken ?? 'r1' }],
        ...(NextToken === undefined && { NextToken: 'r2' }),
      }),
      ListResolverRules: () => ({ ResolverRules: [] }),
    })
    expect(found).toMatchObject({ value: [{ resolverRuleId: 'r1' }, { resolverRuleId: 'r2' }] })
    expect(asked[1]).toContain('{"MaxResults":100,"NextToken":"r2"}')
    expect(clients.apiCalls).toEqual({
      'route53resolver:ListResolverRuleAssociations': 2,
      'route53resolver:ListResolverRules': 1,
    })
  })

  it('of which a token comes again are not read for ever', async () => {
    const { found } = await rules({
      ListResolverRuleAssociations: () => ({ ResolverRuleAssociations: [], NextToken: 'again' }),
    })
    expect(found).toMatchObject({ outcome: 'error', api: 'route53resolver:ListResolverRuleAssociations' })
  })

  it('that cannot be read make the associations unreadable', async () => {
    const { found } = await rules({ ...ASSOCIATED, ListResolverRules: throws(failure('AccessDeniedException')) })
    expect(found).toMatchObject({ outcome: 'denied', api: 'route53resolver:ListResolverRules' })
  })

  it('of whose service the name does not resolve are not none', async () => {
    const { found } = await rules({
      ListResolverRuleAssociations: throws(failure('Error', { code: 'ENOTFOUND' })),
    })
    expect(found).toMatchObject({ outcome: 'error' })
  })

  it('that are associated exist, whatever their own list says', async () => {
    const { found } = await rules({ ...ASSOCIATED, ListResolverRules: throws(failure('UnknownOperationException')) })
    expect(found).toMatchObject({ outcome: 'error', api: 'route53resolver:ListResolverRules' })
  })
})
