import { readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { auditStatements, remedyStatements } from '../../src/lambda/roles.js'
import { REMEDY_IDS } from '../../src/model/remedy-ids.js'
import { refusals } from './support/function-role.js'
import { CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'
import { ROOT, serviceFolder, sls } from './support/sls.js'

const MAX_ZIP = 800_000
/** CI has just done it, also without credentials. */
const ALREADY_PACKAGED = process.env['SSM_READY_PACKAGED'] !== undefined

interface Statement {
  Effect: string
  Action: string | string[]
  Resource: unknown
  Condition?: unknown
}
interface Policy {
  PolicyName: string
  PolicyDocument: { Statement: Statement[] }
}
interface Role {
  ManagedPolicyArns: unknown[]
  Policies: (Policy | { 'Fn::If': [string, Policy, object] })[]
}

const wordsOf = (statements: readonly Pick<Statement, 'Action'>[]): string[] =>
  [...new Set(statements.flatMap(({ Action }) => Action))].sort()

const conditionsOf = (statements: readonly Pick<Statement, 'Condition'>[] = []): string[] =>
  [...new Set(statements.map(({ Condition }) => JSON.stringify(Condition ?? null)))].sort()

/** Of a role's inline policies, those that hang on a condition included. */
const statementsByPolicy = ({ Policies }: Role): Record<string, Statement[]> =>
  Object.fromEntries(
    Policies.map((policy) => ('Fn::If' in policy ? policy['Fn::If'][1] : policy)).map(
      ({ PolicyName, PolicyDocument }) => [PolicyName, PolicyDocument.Statement],
    ),
  )

describe('serverless', () => {
  it('packages both functions offline, small enough', async () => {
    if (!ALREADY_PACKAGED) await sls(['package'], { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined })
    for (const name of ['audit', 'remediate'])
      expect(statSync(resolve(ROOT, `.serverless/${name}.zip`)).size).toBeLessThanOrEqual(MAX_ZIP)
  })

  it('tells the functions of the stack all that they are told locally, and more', () => {
    const { Resources } = JSON.parse(
      readFileSync(resolve(ROOT, '.serverless/cloudformation-template-update-stack.json'), 'utf8'),
    )
    const config = parse(readFileSync(resolve(ROOT, 'serverless.yml'), 'utf8'))
    for (const name of ['AuditLambdaFunction', 'RemediateLambdaFunction'])
      expect(Object.keys(Resources[name].Properties.Environment.Variables).sort()).toEqual(
        [
          ...Object.keys(config.provider.environment),
          ...['SSM_READY_BUCKET', 'SSM_READY_PUBLISH', 'SSM_READY_TOPIC'],
        ].sort(),
      )
  })

  it.each([
    { of: 'the default', named: undefined, remedies: ['update-agent'] },
    { of: 'all remedies', named: 'all', remedies: REMEDY_IDS },
  ])(
    'gives the remediation function the rights of an audit, of $of, logs and plans, and no other',
    async ({ named, remedies }) => {
      const folder =
        named === undefined ? resolve(ROOT, '.serverless') : await mkdtemp(join(tmpdir(), 'ssm-ready-sls-'))
      if (named !== undefined) {
        await sls(['package', `--param=remedies=${named}`, '--package', folder], {})
        onTestFinished(() => rm(folder, { recursive: true }))
      }
      const { Resources } = JSON.parse(
        readFileSync(resolve(folder, 'cloudformation-template-update-stack.json'), 'utf8'),
      )
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
      expect(Resources.RemediateLambdaFunction.Properties.Role).toEqual({ 'Fn::Sub': '${RemediateRole.Arn}' })
      const role: Role = Resources.RemediateRole.Properties
      expect(Object.keys(role).sort()).toEqual(['AssumeRolePolicyDocument', 'ManagedPolicyArns', 'Policies'])
      expect(role.ManagedPolicyArns).toEqual([{ Ref: 'ReadPolicy' }])
      const reads: Statement[] = Resources.ReadPolicy.Properties.PolicyDocument.Statement
      expect(reads).toEqual(auditStatements())

      const { remediate = [], logs = [], plans = [], ...others } = statementsByPolicy(role)
      expect(Object.keys(others)).toEqual(['failed-events', 'bucket-key', 'traces', 'in-vpc'])
      expect(wordsOf(others['failed-events'] ?? [])).toEqual(['sqs:SendMessage'])
      expect(wordsOf(others['bucket-key'] ?? [])).toEqual(['kms:Decrypt', 'kms:GenerateDataKey'])
      expect(wordsOf(others['traces'] ?? [])).toEqual(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'])
      expect(wordsOf(logs)).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents'])
      expect(wordsOf(plans)).toEqual(['s3:DeleteObject', 's3:GetObject', 's3:ListBucket', 's3:PutObject'])
      expect(JSON.stringify([logs, plans])).not.toContain('"*"')
      const wanted = remedyStatements(remedies)
      const allowed = remediate.filter(({ Effect }) => Effect === 'Allow')
      expect(wordsOf([...reads, ...allowed])).toEqual(wordsOf([...auditStatements(), ...wanted]))
      expect(wordsOf(allowed).filter((action) => action.includes('*'))).toEqual([])

      // What is allowed under a condition is allowed under that alone, and what AWS has resources of on those alone.
      const audited = new Set(wordsOf(reads))
      for (const action of wordsOf(allowed).filter((each) => !audited.has(each))) {
        const [is, meant] = [allowed, wanted].map((all) => all.filter(({ Action }) => Action.includes(action)))
        expect(conditionsOf(is), action).toEqual(conditionsOf(meant))
        const isAnywhere = is?.some(({ Resource }) => Resource === '*')
        expect(isAnywhere, action).toBe(meant?.some(({ Resource }) => Resource === '*'))
      }
      const denied = remediate.filter(({ Effect }) => Effect !== 'Allow')
      const grants = wordsOf(allowed).some((action) => /^iam:(Put|Attach)RolePolicy$/.test(action))
      expect(wordsOf(denied)).toEqual(grants ? ['iam:AttachRolePolicy', 'iam:PutRolePolicy'] : [])
    },
  )

  it('invokes the audit locally; without credentials it says so in one sentence', async () => {
    const env = {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_PROFILE: undefined,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_CONFIG_FILE: '/dev/null',
    }
    const { stdout } = await sls(['invoke', 'local', '-f', 'audit'], env)
    const answer = JSON.parse(stdout)
    expect(answer.stackTrace).toEqual([`CredentialsError: ${answer.errorMessage}`])
    expect(answer.errorMessage).toContain('No AWS credentials')
  })
})

describe.skipIf(!simAvailable)('the remediation function, deployed and invoked as the README says', () => {
  const Bucket = 'my-reports'
  let sim: Sim

  beforeAll(async () => {
    sim = await freshSim()
    await sim.settings({ enforceRoles: true })
    await sim.article()
    const s3 = new S3Client({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS, forcePathStyle: true })
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }))
    s3.destroy()
  })
  afterAll(() => sim?.settings({ enforceRoles: false }))

  it('plans, applies and takes back by the role of the stack, with its plans in the bucket', async () => {
    const remedies = ['enable-agent-auto-update']
    const folder = await serviceFolder()
    onTestFinished(() => rm(folder, { recursive: true }))
    const given = [`--param=remedies=${remedies}`, `--param=bucket=${Bucket}`]
    const { stdout, stderr } = await sls(['deploy', ...given], sim.env, folder)
    expect(stderr, stdout).toContain('Service deployed')
    await sim.clearCalls()
    const invoke = async (event: object) => {
      const { stdout, stderr } = await sls(
        ['invoke', '-f', 'remediate', '--data', JSON.stringify(event)],
        sim.env,
        folder,
      )
      expect(stdout, stderr).toMatch(/^\{/)
      return JSON.parse(stdout)
    }
    const { planId, steps } = await invoke({ action: 'plan', remedies })
    expect(steps).toHaveLength(1)
    expect(await invoke({ action: 'apply', planId, approve: ['all'] })).toMatchObject({ outcome: 'done' })
    expect(await invoke({ action: 'revert', planId })).toMatchObject({ outcome: 'reverted' })
    const calls = (await sim.calls()).filter(({ role }) => role?.includes('RemediateRole'))
    expect(calls.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['ssm:CreateAssociation', 'ssm:DeleteAssociation', 's3:PutObject', 's3:DeleteObject']),
    )
    expect(refusals(calls)).toEqual([])
  }, 300_000)
})
