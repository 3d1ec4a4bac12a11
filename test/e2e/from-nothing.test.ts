import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Plan, PlanResult } from '../../src/model/plan.js'
import type { Report } from '../../src/model/report.js'
import type { Snapshot } from '../../src/model/snapshot.js'
import { useBareAccount } from './support/bare-account.js'
import { builtCli } from './support/built-cli.js'
import { withoutTerminated } from './support/left.js'
import { simAvailable } from './support/sim.js'

/** From an account with nothing but a VPC and a database to a tunnel, by one plan, and back. */
describe.skipIf(!simAvailable)('an account that holds only a VPC with two private subnets and a database', () => {
  const world = useBareAccount()

  async function cli(argv: string[], exitCode: number): Promise<string> {
    const ended = await builtCli(argv, { cwd: world.folder })
    expect(ended.exitCode, `${argv.join(' ')}\n${ended.stderr}${ended.stdout}`).toBe(exitCode)
    return ended.stdout
  }
  const plan = async (...argv: string[]) =>
    JSON.parse(await cli(['fix', 'plan', ...argv, '--out', 'plan.json', '--format', 'json'], 0)) as Plan
  const report = async (exitCode: number) => JSON.parse(await cli(['audit', '--format', 'json'], exitCode)) as Report
  const vpcIn = ({ vpcs }: Report) => vpcs.find(({ vpcId }) => vpcId === world.bare.vpcId)

  /** Everything that a snapshot shows of the account. */
  async function state(): Promise<unknown> {
    await cli(['collect', '--out', 'snapshot.json'], 0)
    const { takenAt, apiCalls, ...rest } = JSON.parse(
      await readFile(join(world.folder, 'snapshot.json'), 'utf8'),
    ) as Snapshot
    return withoutTerminated(rest)
  }

  it('gets a tunnel that is READY, in a VPC that is COMPLIANT, as one plan predicts; revert leaves nothing', async () => {
    const first = await state()
    expect(vpcIn(await report(2))).toMatchObject({ verdict: 'BLOCKED' })
    const { predicted, steps, refused } = await plan('--all')
    expect(refused).toEqual([])
    expect(steps.length).toBeGreaterThan(10)
    expect(predicted.vpcs).toEqual([
      expect.objectContaining({
        vpcId: world.bare.vpcId,
        verdict: { before: 'BLOCKED', after: 'READY' },
        posture: expect.objectContaining({ after: 'COMPLIANT' }),
      }),
    ])
    expect(predicted.tunnels).toMatchObject([{ databaseId: world.bare.databaseId, before: 'NONE', after: 'READY' }])

    // Done, and the agent has yet to connect.
    const applied = JSON.parse(
      await cli(['fix', 'apply', 'plan.json', '--approve', 'all', '--format', 'json'], 3),
    ) as PlanResult
    expect(applied.steps.filter(({ state: is }) => is !== 'done')).toMatchObject([
      { id: expect.stringMatching(/^launch-jump-host:/), state: 'pending' },
    ])
    const hostId = (await report(2)).hosts[0]?.instanceId ?? ''
    await world.sim.putAgent(hostId, { platformVersion: '2023' })

    const verified = JSON.parse(await cli(['fix', 'verify', 'plan.json', '--format', 'json'], 0)) as PlanResult
    expect(verified.outcome).toBe('done')
    const after = await report(0)
    expect(vpcIn(after)).toMatchObject({ verdict: 'READY', posture: 'COMPLIANT' })
    expect(after.hosts).toMatchObject([
      { verdicts: { tunnel: 'READY', shell: 'READY', ssh: 'READY', runCommand: 'READY' }, posture: 'COMPLIANT' },
    ])
    expect(after.tunnels).toMatchObject([{ hostId, databaseId: world.bare.databaseId, verdict: 'READY' }])
    // Whatever the plan said of a finding, the audit says, too: of the host that was to come under its real name.
    const named = (id: string) => id.replace(/new:launch-jump-host:[^/]*:ssm-ready-jump-host/, hostId)
    const said = new Map(after.findings.map((f) => [`${f.checkId} ${f.subject.id}`, f.status]))
    expect(
      predicted.findings.map(({ checkId, subject }) => [
        checkId,
        subject.id,
        said.get(`${checkId} ${named(subject.id)}`) ?? 'none',
      ]),
    ).toEqual(predicted.findings.map(({ checkId, subject, after: then }) => [checkId, subject.id, then]))
    expect((await plan('--all')).steps).toEqual([])

    await cli(['fix', 'revert', applied.planId], 0)
    await world.sim.deleteAgent(hostId)
    expect(await state()).toEqual(first)

    // The same again: AWS takes no client token of what is gone.
    await cli(['fix', 'apply', applied.planId, '--approve', 'all'], 3)
    await cli(['fix', 'revert', applied.planId], 0)
    expect(await state()).toEqual(first)
  })

  it('gets a READY tunnel by the plan of what is in the way alone', async () => {
    const { predicted, planId } = await plan()
    expect(predicted.tunnels).toMatchObject([{ after: 'READY' }])
    await cli(['fix', 'apply', planId, '--approve', 'all'], 3)
    const hostId = (await report(2)).hosts[0]?.instanceId ?? ''
    await world.sim.putAgent(hostId, { platformVersion: '2023' })
    await cli(['fix', 'verify', planId], 0)
    const { vpcs, tunnels } = await report(0)
    expect(tunnels).toMatchObject([{ hostId, verdict: 'READY' }])
    expect(vpcs.find(({ vpcId }) => vpcId === world.bare.vpcId)?.posture).toBe(predicted.vpcs[0]?.posture.after)
  })

  it('is told beforehand that the organization keeps any host away', async () => {
    const Statement = [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'ssmmessages:*', Resource: '*' },
    ]
    await world.sim.scp([{ Version: '2012-10-17', Statement }])
    const { predicted } = await plan('--all')
    expect(predicted.tunnels).toMatchObject([{ after: 'BLOCKED' }])
    expect(predicted.findings).toContainEqual(
      expect.objectContaining({ checkId: 'role-session-permissions', after: 'fail' }),
    )
  })

  it('is promised nothing where nobody can be asked what the organization says', async () => {
    await world.sim.faults([{ service: 'iam', operation: 'SimulatePrincipalPolicy', kind: 'denied' }])
    const { predicted } = await plan('--all')
    await world.sim.clearFaults()
    expect(predicted.findings).toContainEqual(
      expect.objectContaining({ checkId: 'role-session-permissions', after: 'unknown' }),
    )
    expect(predicted.tunnels.map(({ after }) => after)).not.toContain('READY')
  })
})
