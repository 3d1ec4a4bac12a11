import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusals } from './support/function-role.js'
import { CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'

const ROOT = resolve(import.meta.dirname, '../..')
const MAX_ZIP = 1.2 * 1024 * 1024
/** CI has just done it, also without credentials. */
const ALREADY_PACKAGED = process.env['SSM_READY_PACKAGED'] !== undefined

const READ = /:(Describe|Get|List|Search|Simulate)/

interface Statement {
  Action: string | string[]
  Resource: unknown
}
interface Policy {
  PolicyDocument: { Statement: Statement[] }
}
interface Optional {
  'Fn::If': [string, Policy, object]
}

/** The framework waits for the end of stdin, so it gets none. */
async function sls(args: string[], env: Record<string, string | undefined>) {
  const running = promisify(execFile)(process.execPath, ['node_modules/serverless/bin/serverless.js', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  })
  running.child.stdin?.end()
  return running.catch((error: { stdout: string; stderr: string; code: number }) => error)
}

describe('serverless', () => {
  it('packages both functions offline, small enough', async () => {
    if (!ALREADY_PACKAGED) await sls(['package'], { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined })
    for (const name of ['audit', 'remediate'])
      expect(statSync(resolve(ROOT, `.serverless/${name}.zip`)).size).toBeLessThanOrEqual(MAX_ZIP)
  })

  it('gives the remediation function a role that names what it may change, as the template has it', () => {
    const template = JSON.parse(
      readFileSync(resolve(ROOT, '.serverless/cloudformation-template-update-stack.json'), 'utf8'),
    )
    const { Resources } = template
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
    expect(Resources.RemediateLambdaFunction.Properties.Role).toEqual({ 'Fn::Sub': '${RemediateRole.Arn}' })
    const statements: Statement[] = Resources.RemediateRole.Properties.Policies.flatMap(
      (policy: Policy | Optional) => ('Fn::If' in policy ? policy['Fn::If'][1] : policy).PolicyDocument.Statement,
    )
    const actions = statements.flatMap(({ Action }) => Action)
    expect(actions.filter((action) => action.includes('*'))).toEqual([])
    const changing = statements.filter(({ Action }) => [Action].flat().some((action) => !READ.test(action)))
    const anywhere = changing.filter(({ Resource }) => [Resource].flat().includes('*')).flatMap(({ Action }) => Action)
    // AWS knows no resource of a command.
    expect(anywhere.filter((action) => !READ.test(action))).toEqual(['ssm:CancelCommand'])
    // The default remedy, its plans and its logs.
    expect(
      [...new Set(changing.flatMap(({ Action }) => Action).filter((action) => !READ.test(action)))].sort(),
    ).toEqual([
      ...['logs:CreateLogStream', 'logs:PutLogEvents', 's3:DeleteObject', 's3:PutObject', 'ssm:CancelCommand'],
      'ssm:SendCommand',
    ])
  })

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

// In this file, since it leaves a package of its own.
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
    await sls(['deploy', `--param=remedies=${remedies}`, `--param=bucket=${Bucket}`], sim.env)
    await sim.clearCalls()
    const invoke = async (event: object) => {
      const { stdout, stderr } = await sls(['invoke', '-f', 'remediate', '--data', JSON.stringify(event)], sim.env)
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
