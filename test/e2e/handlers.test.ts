import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Plan } from '../../src/model/plan.js'
import type { Report } from '../../src/model/report.js'
import { auditByCli, useSim, verdicts } from './support/audits.js'
import { type ArticleIds, CREDENTIALS, REGION, type Sim, simAvailable, startSim } from './support/sim.js'

const ROOT = resolve(import.meta.dirname, '../..')
type Handler<T> = (event: unknown) => Promise<T>

/** A handler as the package holds it: bundled alone, as `serverless.yml` says. */
async function packaged<T>(name: string, folder: string): Promise<Handler<T>> {
  const outfile = join(folder, `${name}.mjs`)
  await build({
    entryPoints: [join(ROOT, `handlers/${name}.ts`)],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  })
  const module: { handler: Handler<T> } = await import(pathToFileURL(outfile).href)
  return module.handler
}

/** What may differ between two reports of the same account. */
const timeless = ({ generatedAt, durationMs, summary, ...rest }: Report) => {
  const { apiCalls, ...counts } = summary
  return { ...rest, summary: counts }
}

describe.skipIf(!simAvailable)('the packaged handlers', () => {
  let sim: Sim
  let ids: ArticleIds
  let folder: string
  let restore: () => void
  let audit: Handler<Report>
  let remediate: Handler<Plan>

  beforeAll(async () => {
    sim = await startSim()
    restore = useSim(sim)
    // The functions log to stdout; this is their way to say nothing.
    process.env['IS_LOCAL'] = 'true'
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
    ids = await sim.article()
    audit = await packaged<Report>('audit', folder)
    remediate = await packaged<Plan>('remediate', folder)
  })
  afterAll(async () => {
    restore?.()
    await sim?.stop()
    await rm(folder, { recursive: true, force: true })
  })
  afterEach(() => sim.clearFaults())

  it('audit gives the same report as the command line', async () => {
    const { report } = await auditByCli()
    for (const event of [
      {},
      undefined,
      { source: 'aws.events', 'detail-type': 'Scheduled Event' },
      { regions: [REGION] },
    ])
      expect(timeless(await audit(event))).toEqual(timeless(report))
  })

  it('audit of one VPC and one check', async () => {
    const report = await audit({ vpcIds: [ids.vpcId], checks: ['vpc-dns'] })
    expect(report.findings.map((f) => [f.checkId, f.subject.id])).toEqual([['vpc-dns', ids.vpcId]])
    expect(verdicts(report).vpcs).toEqual(['READY'])
  })

  it.each([
    [{ region: 'eu-west-1' }, 'region'],
    [{ regions: 'eu-west-1' }, 'regions'],
    [{ hostIds: ['jump'] }, 'hostIds'],
    [{ checks: ['vpc-dsn'] }, 'vpc-dns'],
    [[], 'audit event'],
  ])('audit refuses %j and names the field', async (event, mention) => {
    await expect(audit(event)).rejects.toThrow(mention)
  })

  it.each([
    [{}, 'action'],
    [{ action: 'aply' }, 'action'],
    [{ action: 'apply' }, 'planId'],
    [{ action: 'plan', hosts: [] }, 'hosts'],
  ])('remediate refuses %j and names the field', async (event, mention) => {
    await expect(remediate(event)).rejects.toThrow(mention)
  })

  it('remediate plans, and changes nothing without approval', async () => {
    await sim.putAgent(ids.instanceId, { agentVersion: '3.0.1124.0' })
    await sim.clearCalls()
    const plan = await remediate({ action: 'plan', remedies: ['update-agent'] })
    expect(plan.steps.map((step) => step.change.resource)).toEqual([ids.instanceId])
    expect(await remediate({ action: 'apply', planId: plan.planId, remedies: ['update-agent'] })).toMatchObject({
      steps: [{ state: 'skipped' }],
    })
    expect(await sim.calls({ service: 'ssm', operation: 'SendCommand' })).toEqual([])
    await sim.putAgent(ids.instanceId, { agentVersion: '3.3.4108.0' })
  })
})

describe.skipIf(!simAvailable)('a larger world', () => {
  let sim: Sim
  let restore: () => void
  beforeAll(async () => {
    sim = await startSim()
    restore = useSim(sim)
  })
  afterAll(async () => {
    restore?.()
    await sim?.stop()
  })

  it('120 instances on several pages: nothing is lost', async () => {
    const ids = await sim.article({ instance_count: 120 })
    const { report, exitCode } = await auditByCli()
    expect(report.hosts.map((h) => h.instanceId).sort()).toEqual([...ids.instanceIds].sort())
    expect(report.tunnels).toHaveLength(240)
    expect(new Set(report.tunnels.map((t) => t.verdict))).toEqual(new Set(['READY']))
    // One for each database.
    expect(new Set(report.tunnels.map((t) => t.localPort)).size).toBe(2)
    expect([exitCode, report.complete]).toEqual([0, true])
    await sim.faults([
      { service: 'ssm', operation: 'DescribeInstanceInformation', kind: 'truncated-page', times: 1 },
      { service: 'ec2', operation: 'DescribeInstances', kind: 'truncated-page', times: 1 },
    ])
    const again = await auditByCli()
    await sim.clearFaults()
    expect(again.report.hosts).toHaveLength(120)
    expect(again.report.tunnels.map((t) => t.verdict)).toEqual(report.tunnels.map((t) => t.verdict))
  })

  it('--region all looks at every enabled region', async () => {
    const other = await sim.article({ name: 'jump-two', database: false }, 'eu-central-1')
    const { report } = await auditByCli(['--region', 'all'])
    expect(report.scope.regions.length).toBeGreaterThan(10)
    expect(report.scope.regions).toEqual(expect.arrayContaining([REGION, 'eu-central-1']))
    expect(report.vpcs.find((v) => v.vpcId === other.vpcId)).toMatchObject({ region: 'eu-central-1', verdict: 'READY' })
    expect(report.complete).toBe(true)
  }, 240_000)

  it('another account, by the keys of an assumed role', async () => {
    const sts = new STSClient({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS })
    const role = { RoleArn: 'arn:aws:iam::210987654321:role/audit', RoleSessionName: 'audit' }
    const { Credentials } = await sts.send(new AssumeRoleCommand(role))
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    }
    const ec2 = new EC2Client({ endpoint: sim.url, region: REGION, credentials })
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.77.0.0/16' }))
    ec2.destroy()
    sts.destroy()
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
    })
    const { report, exitCode } = await auditByCli()
    expect(exitCode).toBe(0)
    expect(report.scope.accountId).toBe('210987654321')
    expect(report.hosts).toEqual([])
    expect(report.vpcs.map((v) => v.vpcId)).toContain(Vpc?.VpcId)
  })
})
