import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'

type Params = Record<string, string>
type Made<T> = (variables: { resolveVariable: (name: string) => Promise<string> }) => Promise<T>
interface Statement {
  Effect: string
  Action: string | string[]
  Resource: unknown
}
interface Policy {
  PolicyName: string
  PolicyDocument: { Statement: Statement[] }
}
interface Resources {
  Resources?: Record<string, { Properties: { Policies: (Policy | { 'Fn::If': [string, Policy] })[] } }>
  extensions?: Record<string, { Properties: { Environment: { Variables: Record<string, unknown> } } }>
}

const slack: { functions: Made<Record<string, { url?: boolean }>>; resources: Made<Resources> } = createRequire(
  import.meta.url,
)('../../serverless/slack.cjs')
const variables = (params: Params) => ({
  resolveVariable: async (name: string) => new Map(Object.entries(params)).get(name.replace(/^param:/, '')) ?? '',
})
const configOf = (fields: object) => JSON.stringify({ slack: fields })
const NAMED = { signingSecret: 'ssm:/slack/signing-secret', teamIds: ['T0123456789'] }
const ON = { slackCommand: 'true', config: configOf(NAMED), remedies: 'update-agent' }

const statementsOf = async (name: string, params: Params = ON): Promise<Statement[]> => {
  const { Resources = {} } = await slack.resources(variables(params))
  return (Resources[name]?.Properties.Policies ?? [])
    .map((policy) => ('Fn::If' in policy ? policy['Fn::If'][1] : policy))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
}
const rights = (statements: readonly Statement[]) =>
  statements.map(({ Action, Resource }) => `${[Action].flat().join(' ')} ${JSON.stringify(Resource)}`)

describe('the slash command in the stack', () => {
  it.each([{}, { slackCommand: 'false' }, { slackCommand: 'false', config: ON.config }])(
    'is not there with %j',
    async (params) => {
      expect(await slack.functions(variables(params))).toEqual({})
      expect(await slack.resources(variables(params))).toEqual({})
    },
  )

  it('has a URL at its front door alone', async () => {
    const functions = await slack.functions(variables(ON))
    expect(Object.entries(functions).map(([name, { url }]) => [name, url])).toEqual([
      ['slack', true],
      ['slackWork', undefined],
    ])
  })

  it('may, at the front door, hand over, note what came, read that secret, and write its log', async () => {
    const own = rights(await statementsOf('SlackRole'))
    expect(own).toEqual([
      'lambda:InvokeFunction {"Fn::GetAtt":["SlackWorkLambdaFunction","Arn"]}',
      expect.stringMatching(/^s3:PutObject .*\/slack\/seen\/\*/),
      expect.stringMatching(/^ssm:GetParameter .*:parameter\/slack\/signing-secret"}\]$/),
      'kms:GenerateDataKey {"Ref":"BucketKey"}',
      'logs:CreateLogStream logs:PutLogEvents {"Fn::GetAtt":["SlackLogGroup","Arn"]}',
      'xray:PutTelemetryRecords xray:PutTraceSegments "*"',
    ])
  })

  it('may, behind it, call the two functions and keep approvals, and knows no secret', async () => {
    const own = rights(await statementsOf('SlackWorkRole'))
    expect(own.slice(0, 3)).toEqual([
      'lambda:InvokeFunction [{"Fn::GetAtt":["AuditLambdaFunction","Arn"]},{"Fn::GetAtt":["RemediateLambdaFunction","Arn"]}]',
      expect.stringMatching(/^s3:GetObject s3:PutObject .*\/slack\/approvals\/\*/),
      expect.stringMatching(/^s3:GetObject .*\/reports\/\*/),
    ])
    expect(own.join()).not.toMatch(/GetParameter|GetSecretValue/)
  })

  it('reads a secret of Secrets Manager, under its key', async () => {
    const config = configOf({ ...NAMED, signingSecret: 'secretsmanager:slack/app#signing' })
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/0a1'
    const own = rights(await statementsOf('SlackRole', { ...ON, config, secretsKey: key }))
    expect(own.slice(2, 4)).toEqual([
      expect.stringMatching(/^secretsmanager:GetSecretValue .*:secret:slack\/app-\?{6}/),
      `kms:Decrypt ["${key}"]`,
    ])
  })

  it('tells each function what it needs, and no secret', async () => {
    const { extensions = {} } = await slack.resources(variables(ON))
    const named = Object.entries(extensions).map(([name, { Properties }]) => [
      name,
      Object.keys(Properties.Environment.Variables),
    ])
    expect(named).toEqual([
      ['SlackLambdaFunction', ['SSM_READY_CONFIG', 'SSM_READY_BUCKET', 'SSM_READY_SLACK_WORKER']],
      [
        'SlackWorkLambdaFunction',
        [
          ...['SSM_READY_CONFIG', 'SSM_READY_BUCKET', 'SSM_READY_REMEDIES'],
          ...['SSM_READY_AUDIT_FUNCTION', 'SSM_READY_REMEDIATE_FUNCTION'],
        ],
      ],
    ])
  })

  it.each([
    [{ ...ON, slackCommand: 'yes' }, 'expected true or false, got yes'],
    [{ ...ON, bucket: 'none' }, 'needs a bucket'],
    [{ ...ON, config: '' }, 'expects slack.signingSecret'],
    [{ ...ON, config: configOf({ signingSecret: NAMED.signingSecret }) }, 'expects slack.signingSecret'],
    [{ ...ON, config: configOf({ ...NAMED, signingSecret: 'canary0b10e8888' }) }, 'slack.signingSecret: is a secret'],
  ])('is refused with %j', async (params, message) => {
    await expect(slack.functions(variables(params))).rejects.toThrow(message)
    await expect(slack.resources(variables(params))).rejects.toThrow(/^(?!.*canary)/)
  })
})
