import { CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditByCli, useSim } from './support/audits.js'
import { CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'

describe.skipIf(!simAvailable)('a larger world', () => {
  let sim: Sim
  let restore: () => void
  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
  })
  afterAll(() => restore?.())

  it('120 instances on several pages: nothing is lost', async () => {
    const ids = await sim.article({ instance_count: 120 })
    const { report, exitCode } = await auditByCli()
    // A page is asked for again where a busy machine has not answered in time.
    const calls = await sim.calls({ operation: 'DescribeInstanceInformation' })
    expect(new Set(calls.map(({ params }) => JSON.stringify(params))).size).toBe(3)
    expect(report.hosts.map((h) => h.instanceId).sort()).toEqual([...ids.instanceIds].sort())
    const passed = (check: string) => report.findings.filter((f) => f.checkId === check && f.status === 'pass')
    for (const check of ['host-status-checks', 'node-registered', 'node-channel'])
      expect(passed(check)).toHaveLength(120)
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
