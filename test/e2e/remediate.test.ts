import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openLiveAccount } from '../../src/app/account.js'
import {
  applyPlan,
  planRemediation,
  type RemediateDependencies,
  revertPlan,
  verifyPlan,
} from '../../src/app/remediate.js'
import { planFolder } from '../../src/files/plan-folder.js'
import { DEFAULT_CONFIG } from '../../src/model/config.js'
import type { ApplyResult } from '../../src/model/plan.js'
import { type ArticleIds, REGION, type Sim, simAvailable, startSim } from './support/sim.js'

const OLD = '3.0.1124.0'
const REMEDY = ['update-agent']

describe.skipIf(!simAvailable)('update-agent on a simulated AWS', () => {
  let sim: Sim
  let ids: ArticleIds
  let folder: string
  let deps: RemediateDependencies
  const saved = { ...process.env }

  beforeAll(async () => {
    sim = await startSim(['--command-ms', '100'])
    Object.assign(process.env, sim.env)
  })
  afterAll(async () => {
    process.env = saved
    await sim?.stop()
  })
  beforeEach(async () => {
    await sim.reset()
    ids = await sim.article({ instance_count: 2, database: false, 'agent.agentVersion': OLD })
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
    deps = {
      account: await openLiveAccount({ regions: [REGION], env: process.env }),
      config: DEFAULT_CONFIG,
      store: planFolder(folder),
      waits: { pollFirst: 0.1, pollMax: 0.3, command: 5, report: 5 },
    }
  })
  afterEach(async () => {
    deps.account.clients.destroy()
    await rm(folder, { recursive: true, force: true })
  })

  const outcomes = ({ results }: ApplyResult) => results.map((r) => [r.subjectId, r.outcome, r.reason])
  const sends = async () => (await sim.calls({ service: 'ssm', operation: 'SendCommand' })).length
  const planned = () => planRemediation({ remedies: REMEDY }, deps)
  const hosts = () => [...ids.instanceIds].sort()

  it('brings the agents from an old version to the current one, one half of the VPC at a time', async () => {
    for (const id of ids.instanceIds) await sim.putAgent(id, { update: { reportDelayMs: 1000 } })
    const plan = await planned()
    expect(plan.steps.map((s) => [s.stage, s.before['agentVersion']])).toEqual([
      [1, OLD],
      [2, OLD],
    ])
    const result = await applyPlan({ planId: plan.planId, approve: ['all'] }, deps)
    expect(outcomes(result)).toEqual(hosts().map((id) => [id, 'done', 'updated']))
    expect(result.ok).toBe(true)
    expect(await sends()).toBe(2)
    const journal = await readFile(join(folder, '.ssm-ready/plans', `${plan.planId}.journal.jsonl`), 'utf8')
    expect(
      journal
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).event),
    ).toEqual(['before', 'after', 'before', 'after'])
    expect((await verifyPlan(plan, deps)).ok).toBe(true)
    expect((await planned()).excluded.map((e) => e.reason)).toEqual(['up-to-date', 'up-to-date'])
    await expect(revertPlan(plan, deps)).rejects.toThrow('cannot be reverted')
  })

  it('changes nothing without approval', async () => {
    const plan = await planned()
    const result = await applyPlan({ planId: plan.planId }, deps)
    expect(result.ok).toBe(false)
    expect(result.results.map((r) => r.reason)).toEqual(['not-approved', 'not-approved'])
    await expect(applyPlan({ planId: plan.planId, approve: ['i-0other'] }, deps)).rejects.toThrow('approve')
    expect(await sends()).toBe(0)
  })

  const ends = [
    ['stuck', 'execution-timed-out'],
    ['no-s3', 'no-s3-path'],
    ['undeliverable', 'undeliverable'],
    ['older-version', 'older-version'],
    ['failed', 'package-manager-failed'],
  ]
  it.each(ends)('%s ends with the right cause, and no host is called fixed', async (outcome, reason) => {
    for (const id of ids.instanceIds) await sim.putAgent(id, { update: { outcome } })
    const plan = await planned()
    const result = await applyPlan(
      { planId: plan.planId, approve: ['all'] },
      { ...deps, waits: { ...deps.waits, command: 2 } },
    )
    expect(result.ok).toBe(false)
    const [first = '', second = ''] = hosts()
    expect(outcomes(result)).toEqual([
      [first, 'failed', reason],
      [second, 'skipped', 'earlier-step-failed'],
    ])
    expect(await sends()).toBe(1)
  })

  it('leaves hosts alone that are in use', async () => {
    const [host = ''] = ids.instanceIds
    await sim.putAgent(host, { connected: false })
    const plan = await planned()
    expect(plan.excluded.map((e) => [e.subjectId, e.reason])).toEqual([[host, 'not-connected']])
  })

  it('does not send twice when the answer of SendCommand is lost', async () => {
    await sim.faults([{ service: 'ssm', operation: 'SendCommand', kind: 'reset', executed: true, times: 1 }])
    const plan = await planned()
    const [first = ''] = hosts()
    const result = await applyPlan({ planId: plan.planId, approve: [first] }, deps)
    expect(outcomes(result)[0]).toEqual([first, 'done', 'updated'])
    expect(await sends()).toBe(1)
  })

  it('repeats SendCommand when it is throttled', async () => {
    await sim.faults([{ service: 'ssm', operation: 'SendCommand', kind: 'throttle', times: 1 }])
    const plan = await planned()
    const [first = ''] = hosts()
    const result = await applyPlan({ planId: plan.planId, approve: [first] }, deps)
    expect(outcomes(result)[0]).toEqual([first, 'done', 'updated'])
    expect(await sends()).toBe(2)
  })

  it('names the permission that is missing', async () => {
    await sim.faults([{ service: 'ssm', operation: 'DescribeSessions', kind: 'denied' }])
    const plan = await planned()
    expect(plan.steps).toEqual([])
    expect(plan.excluded.map((e) => e.reason)).toEqual(['api-denied', 'api-denied'])
    expect(plan.excluded[0]?.message).toContain('ssm:DescribeSessions')
  })

  it('carries out a plan that was never stored, when the account is still the same', async () => {
    const plan = await planned()
    const elsewhere = { ...deps, store: planFolder(join(folder, 'elsewhere')) }
    await sim.putAgent(ids.instanceId, { agentVersion: '3.0.1000.0' })
    await expect(applyPlan({ planId: plan.planId, approve: ['all'], remedies: REMEDY }, elsewhere)).rejects.toThrow(
      'plan-',
    )
    expect(await sends()).toBe(0)
    await sim.putAgent(ids.instanceId, { agentVersion: OLD })
    const again = { ...deps, store: planFolder(join(folder, 'somewhere')) }
    expect((await applyPlan({ planId: plan.planId, approve: ['all'], remedies: REMEDY }, again)).ok).toBe(true)
  })
})
