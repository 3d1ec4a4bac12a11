import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.js'
import { type Audited, auditByCli, differences, flips, useSim, verdicts } from './support/audits.js'
import { type ArticleIds, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'

describe.skipIf(!simAvailable)('audit of the reference account where AWS refuses or fails', () => {
  let sim: Sim
  let ids: ArticleIds
  let base: Audited
  let restore: () => void

  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    ids = await sim.article()
    base = await auditByCli()
  })
  afterAll(async () => {
    restore?.()
  })
  afterEach(() => sim.clearFaults())

  const connected = (yes: boolean) => sim.putAgent(ids.instanceId, { connected: yes })
  const R = 'READY'
  const D = 'DEGRADED'
  const B = 'BLOCKED'
  const U = 'UNKNOWN'
  /** What may not be read, and then the verdicts of the host for tunnel and shell, and of the tunnels. */
  const DENIED: [string, string | undefined, string | undefined, string[]][] = [
    ['ec2:DescribeVpcEndpoints', R, U, [R, R]],
    // Whether the writer of the cluster serves is not known without its instances.
    ['rds:DescribeDBInstances', R, R, [U]],
    ['rds:DescribeDBClusters', R, R, [R]],
    ['iam:GetRole', D, U, [D, D]],
    ['iam:GetInstanceProfile', D, U, [D, D]],
    ['ssm:DescribeInstanceInformation', U, U, [U, U]],
    ['ssm:GetConnectionStatus', U, U, [U, U]],
    ['ssm:GetDocument', R, U, [R, R]],
    ['ec2:DescribeInstances', undefined, undefined, []],
    ['ec2:DescribeInstanceStatus', U, U, [U, U]],
    ['ec2:DescribeVpcs', R, U, [U, U]],
    ['ec2:DescribeVpcAttribute', R, U, [U, U]],
    ['ec2:DescribeSubnets', R, R, [U, U]],
    // The instance is in the host's own subnet, inside of which neither is looked at.
    ['ec2:DescribeRouteTables', R, U, [U, R]],
    ['ec2:DescribeNetworkAcls', R, U, [U, R]],
    ['ec2:DescribeSecurityGroups', R, U, [U, U]],
    ['ec2:DescribeNetworkInterfaces', R, U, [R, R]],
    ['kms:DescribeKey', R, U, [R, R]],
  ]

  it.each(DENIED)(
    '%s denied: listed as a gap, and nothing passes or fails by it',
    async (api, tunnel, shell, tunnels) => {
      const [service = '', operation = ''] = api.split(':')
      await sim.faults([{ service, operation, kind: 'denied' }])
      const { report, exitCode } = await auditByCli()
      expect(exitCode).toBe(3)
      expect(report.complete).toBe(false)
      expect(report.gaps.map((g) => [g.api, g.outcome, g.region, g.accountId])).toEqual([
        [api, 'denied', service === 'iam' ? expect.any(String) : REGION, ids.account],
      ])
      const said = differences(base.report, report).filter((line) => !line.endsWith(': gone'))
      // Without the list of clusters their members look like instances of their own.
      const own = said.filter((line) => !line.includes('jump-aurora-1'))
      expect(own.filter((line) => !line.endsWith(': unknown api-denied'))).toEqual([])
      expect(own.length).toBeGreaterThan(0)
      for (const line of own) expect(report.gaps[0]?.affects).toContain(line.split(' ')[0])
      const about = report.findings.filter((f) => f.reason === 'api-denied')
      for (const finding of about) expect(finding.message).toContain(api)
      expect(report.hosts.map((h) => [h.verdicts.tunnel, h.verdicts.shell])).toEqual(
        tunnel === undefined ? [] : [[tunnel, shell]],
      )
      expect(report.tunnels.map((t) => t.verdict)).toEqual(tunnels)
    },
  )

  it('never calls a tunnel ready that nobody saw connected, when the endpoints cannot be read', async () => {
    await connected(false)
    await sim.faults([{ service: 'ec2', operation: 'DescribeVpcEndpoints', kind: 'denied' }])
    const { report } = await auditByCli().finally(() => connected(true))
    expect(verdicts(report)).toMatchObject({ vpcs: [B], tunnels: [B, B] })
    await sim.faults([{ service: 'ssm', operation: 'GetConnectionStatus', kind: 'denied' }])
    const blind = (await auditByCli()).report
    expect(verdicts(blind)).toMatchObject({ vpcs: [U], tunnels: [U, U] })
    expect(blind.gaps.map((g) => g.api)).toEqual(['ec2:DescribeVpcEndpoints', 'ssm:GetConnectionStatus'])
  })

  it('ends complete although AWS throttles', async () => {
    await sim.faults(
      ['ec2', 'ssm', 'iam', 'rds'].map((service) => ({
        service,
        operation: '*',
        kind: 'throttle' as const,
        probability: 0.15,
        seed: 7,
      })),
    )
    const { report, exitCode } = await auditByCli()
    expect(exitCode).toBe(0)
    expect(flips(base.report, report)).toEqual([])
  })

  it('expired credentials: one sentence, exit code 1', async () => {
    await sim.faults([
      {
        service: 'sts',
        operation: '*',
        kind: 'denied',
        code: 'ExpiredToken',
        message: 'The security token included in the request is expired',
      },
    ])
    const { exitCode, stdout, stderr } = await runCli(['audit'])
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^ssm-ready: The AWS credentials have expired[^\n]*aws sso login[^\n]*\n$/)
  })
})
