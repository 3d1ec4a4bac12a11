import { createRequire } from 'node:module'
// @ts-expect-error it brings no types
import asl from 'asl-validator'
import { describe, expect, it } from 'vitest'

type Variables = { resolveVariable: (name: string) => Promise<string> }
interface Statement {
  Action: string[]
  Resource: unknown
}
interface State {
  Type: string
  Resource?: string
  Next?: string
  Default?: string
  Retry?: { ErrorEquals: string[] }[]
  Catch?: { Next: string }[]
  Choices?: { Next: string }[]
  ItemProcessor?: Machine
  [field: string]: unknown
}
interface Machine {
  StartAt: string
  States: Record<string, State>
}
interface Made {
  Resources?: Record<string, { Type: string; Properties: Record<string, unknown> }>
}

const validate: (definition: object, options?: { checkPaths: boolean }) => { isValid: boolean; errors: object[] } = asl

const required = createRequire(import.meta.url)
const file = <T>(name: string) =>
  required(`../../serverless/organization/${name}.cjs`) as (variables: Variables) => Promise<T>

const DEFAULTS = {
  ...{ organizationRole: 'ssm-ready-read', organizationExternalId: 'ssm-ready', region: 'eu-west-1' },
  ...{
    organizationConcurrency: '10',
    organizationToleratedFailures: '10',
    publish: 'sns,metrics',
    schedule: 'rate(1 day)',
  },
}
const variables = (params: Record<string, string>): Variables => {
  const all = new Map(Object.entries({ ...DEFAULTS, ...params }))
  return { resolveVariable: async (name) => all.get(name.replace(/^param:/, '')) ?? '' }
}
const resources = async (params: Record<string, string>) =>
  (await file<Made>('resources')(variables(params))).Resources ?? {}
const machineOf = async (params: Record<string, string>) =>
  (await resources(params))['OrganizationMachine']?.Properties['Definition'] as Machine

/** Every state machine in a state machine, the outermost first. */
const machinesIn = (machine: Machine): Machine[] => [
  machine,
  ...Object.values(machine.States).flatMap(({ ItemProcessor }) => (ItemProcessor ? machinesIn(ItemProcessor) : [])),
]
const statesIn = (machine: Machine) => machinesIn(machine).flatMap(({ States }) => Object.entries(States))

const statementsOf = (all: Awaited<ReturnType<typeof resources>>, role: string) => {
  const policies = (all[role]?.Properties['Policies'] ?? []) as {
    PolicyName?: string
    PolicyDocument?: { Statement: Statement[] }
  }[]
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument?.Statement ?? [])
}
const actionsOf = (statements: readonly Statement[]) => statements.flatMap(({ Action }) => Action)

describe('without the parameter organization', () => {
  it('there is nothing of it', async () => {
    expect(await file('functions')(variables({}))).toEqual({})
    expect(await file('resources')(variables({}))).toEqual({})
  })
})

describe('the state machine', () => {
  it.each([
    ['all', 'eu-west-1'],
    ['ou-ab12-11111111,tag:stage=prod', 'cn-north-1'],
  ])('is valid in the Amazon States Language, its paths included: %s in %s', async (organization, region) => {
    const definition = await machineOf({ organization, region })
    expect(validate(definition, { checkPaths: true })).toMatchObject({ isValid: true, errors: [] })
    const { Summary, ...States } = definition.States
    expect(validate({ ...definition, States: { ...States, Summary: { ...Summary, Next: 'Nowhere' } } }).isValid).toBe(
      false,
    )
  })

  it('leads from every state to one that is there, and to each of them', async () => {
    for (const { StartAt, States } of machinesIn(await machineOf({ organization: 'all' }))) {
      const next = Object.values(States).flatMap(({ Next, Default, Catch = [], Choices = [] }) => [
        ...[Next, Default].filter((name) => name !== undefined),
        ...[...Catch, ...Choices].map((way) => way.Next),
      ])
      expect([...new Set([StartAt, ...next])].sort()).toEqual(Object.keys(States).sort())
      const ends = Object.values(States).filter(
        ({ Next, Type, End }) => Next === undefined && Type !== 'Choice' && End !== true,
      )
      expect(ends.every(({ Type }) => Type === 'Succeed' || Type === 'Fail')).toBe(true)
    }
  })

  it('tries again what is throttled or unavailable, and never what refuses', async () => {
    const invocations = statesIn(await machineOf({ organization: 'all' })).filter(([, { Resource = '' }]) =>
      Resource.endsWith('lambda:invoke'),
    )
    expect(invocations.map(([name]) => name).sort()).toEqual(['Audit', 'List', 'Regions', 'Summary'])
    for (const [name, { Retry = [] }] of invocations) {
      const retried = Retry.flatMap(({ ErrorEquals }) => ErrorEquals)
      expect(retried, name).toEqual(
        expect.arrayContaining(['Throttled', 'Unavailable', 'Lambda.TooManyRequestsException']),
      )
      expect(retried, name).not.toContain('AccountRefused')
      expect(retried, name).not.toContain('States.ALL')
    }
  })

  it('bounds what runs at a time, and tolerates a share of failures', async () => {
    const machine = await machineOf({
      organization: 'all',
      organizationConcurrency: '25',
      organizationToleratedFailures: '3',
    })
    expect(machine.States['Accounts']).toMatchObject({ MaxConcurrency: 25, ToleratedFailurePercentage: 3 })
    const maps = statesIn(machine).filter(([, { Type }]) => Type === 'Map')
    expect(maps.map(([, { MaxConcurrency }]) => Number(MaxConcurrency) > 0)).toEqual([true, true])
  })

  it('sums up although too many accounts failed, and then fails', async () => {
    const { States } = await machineOf({ organization: 'all' })
    expect(States['Accounts']?.Catch).toEqual([expect.objectContaining({ Next: 'Summary' })])
    expect(States['TooManyFailed']?.Type).toBe('Fail')
  })

  it.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('is in %s that of the partition %s', async (region, partition) => {
    const text = JSON.stringify(await machineOf({ organization: 'all', region }))
    expect(new Set(text.match(/arn:[a-z-]+:/g))).toEqual(new Set([`arn:${partition}:`]))
  })
})

describe('the roles', () => {
  it.each([
    ['111122223333', []],
    ['all', ['organizations:ListAccounts']],
    ['tag:stage=prod', ['organizations:ListAccounts', 'organizations:ListTagsForResource']],
    ['ou-ab12-11111111', ['organizations:ListAccountsForParent', 'organizations:ListOrganizationalUnitsForParent']],
  ])('let the list of %s ask Organizations for no more than that', async (organization, wanted) => {
    const actions = actionsOf(statementsOf(await resources({ organization }), 'OrganizationListRole'))
    expect(actions.filter((action) => action.startsWith('organizations:'))).toEqual(wanted)
    expect(actions).not.toContain('sts:AssumeRole')
  })

  it('let one alone enter accounts, by the one role', async () => {
    const all = await resources({ organization: 'all', organizationRole: 'auditor' })
    const entering = Object.keys(all).filter((name) => actionsOf(statementsOf(all, name)).includes('sts:AssumeRole'))
    expect(entering).toEqual(['OrganizationAuditRole'])
    const statements = statementsOf(all, 'OrganizationAuditRole').filter(({ Action }) =>
      Action.includes('sts:AssumeRole'),
    )
    expect(statements.map(({ Resource }) => Resource)).toEqual([
      { 'Fn::Sub': `arn:\${AWS::Partition}:iam::*:role/auditor` },
    ])
  })

  it('let the summary publish where one report of many accounts may go', async () => {
    const publish = 'sns,eventbridge,compliance,security-hub,metrics'
    const actions = actionsOf(
      statementsOf(await resources({ organization: 'all', publish }), 'OrganizationSummaryRole'),
    )
    expect(actions).toEqual(expect.arrayContaining(['sns:Publish', 'events:PutEvents', 's3:PutObject']))
    expect(actions.filter((action) => /compliance|securityhub/i.test(action))).toEqual([])
  })

  it('name no action by a wildcard, and everything but a few reads by its resource', async () => {
    const all = await resources({ organization: 'all' })
    const statements = Object.keys(all).flatMap((name) => statementsOf(all, name))
    expect(actionsOf(statements).filter((action) => action.includes('*'))).toEqual([])
    const anywhere = statements.filter(({ Resource }) => Resource === '*')
    expect(actionsOf(anywhere).sort()).toEqual(['ec2:DescribeRegions', 'organizations:ListAccounts'])
  })
})

describe('the parameters', () => {
  it.each([
    [{ organization: 'everybody' }, 'Parameter organization: "everybody": expected all'],
    [{ organization: 'all', bucket: 'none' }, 'Parameter organization: its reports need a bucket'],
    [{ organization: 'all', organizationRole: 'path/role' }, 'Parameter organizationRole'],
    [
      { organization: 'all', organizationConcurrency: '0' },
      'Parameter organizationConcurrency: expected a whole number',
    ],
    [{ organization: 'all', organizationToleratedFailures: '101' }, 'Parameter organizationToleratedFailures'],
  ])('%j are refused', async (params, message) => {
    await expect(file('resources')(variables(params as Record<string, string>))).rejects.toThrow(message)
  })
})
