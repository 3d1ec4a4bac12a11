import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { PUBLISHER_NEEDS } from '../../src/app/publishers.js'
import { auditStatements, type RoleStatement } from '../../src/lambda/roles.js'
import { DESTINATIONS } from '../../src/model/destinations.js'

type Params = Partial<Record<'publish' | 'config' | 'secretsKey', string>>
type Made<T> = (variables: { resolveVariable: (name: string) => Promise<string> }) => Promise<T>

const required = createRequire(import.meta.url)
const variables = (params: Params) => ({
  resolveVariable: async (name: string) => new Map(Object.entries(params)).get(name.replace(/^param:/, '')) ?? '',
})
const statements = (params: Params) =>
  (required('../../serverless/publish-statements.cjs') as Made<RoleStatement[]>)(variables(params))
const config = (params: Params) => (required('../../serverless/config.cjs') as Made<string>)(variables(params))

const actionsOf = (made: readonly RoleStatement[]) => made.flatMap(({ Action }) => Action).sort()
const slack = (fields: object) => JSON.stringify({ slack: fields })

describe('what the audit function may publish', () => {
  it.each(DESTINATIONS)('is, with %s alone, what that needs, on resources', async (publish) => {
    const made = await statements({ publish })
    const needed = PUBLISHER_NEEDS[publish].map(({ action }) => action).sort()
    expect(actionsOf(made)).toEqual(needed.length === 0 ? ['sts:GetCallerIdentity'] : needed)
    expect(needed.length === 0 || made.every(({ Resource }) => Array.isArray(Resource))).toBe(true)
  })

  it('is nothing with none, and each of several once', async () => {
    expect(actionsOf(await statements({ publish: 'none' }))).toEqual(['sts:GetCallerIdentity'])
    const made = await statements({ publish: [...DESTINATIONS, ...DESTINATIONS].join(', ') })
    expect(new Set(made.map(({ Sid }) => Sid)).size).toBe(made.length)
    const needed = Object.values(PUBLISHER_NEEDS).flatMap((needs) => needs.map(({ action }) => action))
    expect(actionsOf(made)).toEqual(needed.sort())
    const read = new Set(actionsOf(auditStatements()))
    expect(needed.filter((action) => read.has(action))).toEqual([])
    await expect(statements({ publish: 'sms' })).rejects.toThrow('Parameter publish: unknown destination sms')
  })

  it('is to read the secrets that the config names, and no others', async () => {
    const both = slack({ webhookUrl: 'ssm:/slack/ssm-ready', botToken: 'secretsmanager:slack/bot#token' })
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/0a1'
    const made = await statements({ publish: 'none', config: both, secretsKey: key })
    expect(made.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [
        ['ssm:GetParameter'],
        [{ 'Fn::Sub': `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/slack/ssm-ready` }],
      ],
      [
        ['secretsmanager:GetSecretValue'],
        [
          {
            'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:slack/bot-??????`,
          },
        ],
      ],
      [['kms:Decrypt'], [key]],
    ])
  })
})

describe('the parameter config', () => {
  it.each(['webhookUrl', 'botToken', 'signingSecret'])(
    'is refused with a secret as slack.%s, without repeating it',
    async (field) => {
      const secret = 'https://hooks.slack.com/services/T000/B000/canary'
      const refusal = await config({ config: slack({ [field]: secret }) }).catch((error: Error) => error.message)
      expect(refusal).toContain(`Parameter config: slack.${field}: is a secret`)
      expect(refusal).toContain('aws ssm put-parameter --type SecureString')
      expect(refusal).not.toContain('canary')
    },
  )

  it('is taken with names of secrets, and is none without', async () => {
    const named = slack({ webhookUrl: 'ssm:/slack/ssm-ready' })
    expect(await config({ config: named })).toBe(named)
    expect(await config({})).toBe('')
  })
})
