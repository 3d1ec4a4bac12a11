import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.js'
import { auditByCli, useSim } from './support/audits.js'
import { type ArticleIds, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'

const OLD = '3.0.1124.0'

describe.skipIf(!simAvailable)('fix update-agent on the command line', () => {
  let sim: Sim
  let ids: ArticleIds
  let folder: string
  let restore: () => void

  beforeAll(async () => {
    sim = await freshSim({ commandMs: 100 })
    restore = useSim(sim)
    Object.assign(process.env, { SSM_READY_COMMAND_SECONDS: '3', SSM_READY_REPORT_SECONDS: '10' })
    ids = await sim.article({ database: false })
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
  })
  afterAll(async () => {
    restore?.()
    await rm(folder, { recursive: true, force: true })
  })
  beforeEach(() => sim.putAgent(ids.instanceId, { agentVersion: OLD, update: {} }))

  const fix = (...argv: string[]) => runCli(['fix', ...argv], { cwd: folder })
  const step = () => `update-agent:${REGION}:${ids.instanceId}`
  const sent = async () => (await sim.calls({ service: 'ssm', operation: 'SendCommand' })).length
  const version = async () => (await auditByCli()).report.hosts[0]?.agentVersion

  it('changes nothing without approval: one sentence, exit code 1', async () => {
    await sim.clearCalls()
    const plan = await fix('plan', 'update-agent', '--format', 'json')
    expect(plan.exitCode).toBe(0)
    const { planId, steps } = JSON.parse(plan.stdout)
    expect(steps).toMatchObject([{ change: { resource: ids.instanceId, before: { agentVersion: OLD } } }])
    for (const what of ['update-agent', planId]) {
      const applied = await fix('apply', what)
      expect([applied.exitCode, applied.stdout]).toEqual([1, ''])
      expect(applied.stderr).toContain('--approve')
    }
    expect((await fix('apply', planId, '--approve', 'i-0other')).exitCode).toBe(1)
    expect(await sent()).toBe(0)
    expect((await fix('verify', 'update-agent')).exitCode).toBe(2)
    expect(await version()).toBe(OLD)
  })

  it('apply --yes brings the agent to the current version and verifies it', async () => {
    await sim.clearCalls()
    const applied = await fix('apply', 'update-agent', '--yes', '--format', 'json')
    expect(applied.exitCode, applied.stderr).toBe(0)
    const result = JSON.parse(applied.stdout)
    expect(result).toMatchObject({ outcome: 'done', steps: [{ id: step(), state: 'done' }] })
    expect(await sent()).toBe(1)
    expect(await version()).not.toBe(OLD)
    expect((await fix('verify', result.planId)).exitCode).toBe(0)
    expect((await fix('verify', 'update-agent')).exitCode).toBe(0)
    const reverted = await fix('revert', result.planId)
    expect(reverted.exitCode).toBe(0)
    expect(reverted.stdout).toContain('cannot be taken back')
    const again = await fix('apply', 'update-agent', '--yes')
    expect([again.exitCode, await sent()]).toEqual([0, 1])
  })

  it.each([
    ['no-s3', 'S3 gateway endpoint'],
    ['undeliverable', 'could not be delivered'],
    // The last: its command goes on.
    ['stuck', 'never reported its end'],
  ])('%s: the cause, exit code 2, and the host is not called fixed', async (outcome, cause) => {
    await sim.putAgent(ids.instanceId, { update: { outcome } })
    const applied = await fix('apply', 'update-agent', '--yes', '--format', 'json')
    expect(applied.exitCode, applied.stderr).toBe(2)
    expect(JSON.parse(applied.stdout)).toMatchObject({
      outcome: 'failed',
      steps: [{ id: step(), state: 'failed', message: expect.stringContaining(cause) }],
    })
    expect(await version()).toBe(OLD)
    expect((await fix('verify', 'update-agent')).exitCode).toBe(2)
  })

  it('is not done where a host cannot be updated now', async () => {
    await sim.putAgent(ids.instanceId, { connected: false })
    const applied = await fix('apply', 'update-agent', '--yes', '--format', 'json')
    await sim.putAgent(ids.instanceId, { connected: true })
    expect(applied.exitCode).toBe(2)
    expect(JSON.parse(applied.stdout).refused).toMatchObject([{ subject: { id: ids.instanceId } }])
  })
})
