import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openLiveAccount } from '../../src/app/account.js'
import { applyPlan } from '../../src/app/remediate/apply.js'
import type { RemediateDependencies } from '../../src/app/remediate/dependencies.js'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { revertPlan } from '../../src/app/remediate/revert.js'
import { verifyPlan } from '../../src/app/remediate/verify.js'
import { PlanFolder } from '../../src/files/plan-folder.js'
import { DEFAULT_CONFIG } from '../../src/model/config.js'
import type { PlanResult } from '../../src/model/plan.js'
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
      store: new PlanFolder(folder),
      by: 'a test',
      waits: { pollFirst: 0.1, pollMax: 0.3, command: 5, report: 5 },
    }
  })
  afterEach(async () => {
    deps.account.clients.destroy()
    await rm(folder, { recursive: true, force: true })
  })

  const states = ({ steps }: PlanResult) => steps.map((step) => [step.id.split(':').at(-1), step.state])
  const stepOf = (host: string) => `update-agent:${REGION}:${host}`
  const sends = async () => (await sim.calls({ service: 'ssm', operation: 'SendCommand' })).length
  const planned = () => planRemediation({ remedies: REMEDY }, deps)
  const hosts = () => [...ids.instanceIds].sort()

  it('brings the agents from an old version to the current one, one half of the VPC at a time', async () => {
    for (const id of ids.instanceIds) await sim.putAgent(id, { update: { reportDelayMs: 1000 } })
    const plan = await planned()
    const [first, second] = plan.steps
    expect(plan.steps.map((step) => step.change.before)).toEqual([{ agentVersion: OLD }, { agentVersion: OLD }])
    expect(second?.dependsOn).toEqual([first?.id])
    expect(plan.predicted.findings).toContainEqual(
      expect.objectContaining({ checkId: 'agent-remote-host', before: 'fail', after: 'pass' }),
    )
    const result = await applyPlan({ planId: plan.planId, approve: ['all'] }, deps)
    expect(states(result)).toEqual(hosts().map((id) => [id, 'done']))
    expect(result.outcome).toBe('done')
    expect(await sends()).toBe(2)
    const journal = await readFile(join(folder, 'plans', `${plan.planId}.journal.jsonl`), 'utf8')
    expect(
      journal
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).event),
    ).toEqual(['begun', 'done', 'begun', 'done'])
    const { planId } = plan
    expect((await verifyPlan({ planId }, deps)).outcome).toBe('done')
    expect(await planned()).toMatchObject({ steps: [], refused: [] })
    const reverted = await revertPlan({ planId }, deps)
    expect(reverted).toMatchObject({ outcome: 'partial', steps: [{ state: 'skipped' }, { state: 'skipped' }] })
    expect(reverted.steps[0]?.message).toContain('cannot be taken back')
  })

  it('changes nothing without approval', async () => {
    const plan = await planned()
    const result = await applyPlan({ planId: plan.planId }, deps)
    expect(states(result)).toEqual(hosts().map((id) => [id, 'skipped']))
    await expect(applyPlan({ planId: plan.planId, approve: ['i-0other'] }, deps)).rejects.toThrow('approve')
    expect(await sends()).toBe(0)
  })

  const ends = [
    ['stuck', 'never reported its end'],
    ['no-s3', 'S3 gateway endpoint'],
    ['undeliverable', 'could not be delivered'],
    ['older-version', 'does not offer a newer agent'],
    ['failed', 'package manager'],
  ]
  it.each(ends)('%s ends with the right cause, and no host is called fixed', async (outcome, cause) => {
    for (const id of ids.instanceIds) await sim.putAgent(id, { update: { outcome } })
    const plan = await planned()
    const result = await applyPlan(
      { planId: plan.planId, approve: ['all'] },
      { ...deps, waits: { ...deps.waits, command: 2 } },
    )
    const [first = '', second = ''] = hosts()
    expect(states(result)).toEqual([
      [first, 'failed'],
      [second, 'skipped'],
    ])
    expect(result.steps[0]?.message).toContain(cause)
    expect(result.outcome).toBe('failed')
    expect(await sends()).toBe(1)
  })

  it('leaves hosts alone that are in use', async () => {
    const [host = ''] = ids.instanceIds
    await sim.putAgent(host, { connected: false })
    const plan = await planned()
    expect(plan.refused.map((each) => [each.subject.id, each.reason])).toEqual([[host, 'not-connected']])
  })

  it('does not send twice when the answer of SendCommand is lost', async () => {
    await sim.faults([{ service: 'ssm', operation: 'SendCommand', kind: 'reset', executed: true, times: 1 }])
    const plan = await planned()
    const [first = ''] = hosts()
    const result = await applyPlan({ planId: plan.planId, approve: [stepOf(first)] }, deps)
    expect(states(result)[0]).toEqual([first, 'done'])
    expect(await sends()).toBe(1)
  })

  it('repeats SendCommand when it is throttled', async () => {
    await sim.faults([{ service: 'ssm', operation: 'SendCommand', kind: 'throttle', times: 1 }])
    const plan = await planned()
    const [first = ''] = hosts()
    const result = await applyPlan({ planId: plan.planId, approve: [stepOf(first)] }, deps)
    expect(states(result)[0]).toEqual([first, 'done'])
    expect(await sends()).toBe(2)
  })

  it('names the permission that is missing', async () => {
    await sim.faults([{ service: 'ssm', operation: 'DescribeSessions', kind: 'denied' }])
    const plan = await planned()
    expect(plan.steps).toEqual([])
    expect(plan.refused.map((each) => each.reason)).toEqual(['api-denied', 'api-denied'])
    expect(plan.refused[0]?.message).toContain('ssm:DescribeSessions')
  })

  it('carries out a plan that was never stored, when the account is still the same', async () => {
    const plan = await planned()
    const elsewhere = { ...deps, store: new PlanFolder(join(folder, 'elsewhere')) }
    await sim.putAgent(ids.instanceId, { agentVersion: '3.0.1000.0' })
    await expect(applyPlan({ planId: plan.planId, approve: ['all'], remedies: REMEDY }, elsewhere)).rejects.toThrow(
      'plan-',
    )
    expect(await sends()).toBe(0)
    await sim.putAgent(ids.instanceId, { agentVersion: OLD })
    const again = { ...deps, store: new PlanFolder(join(folder, 'somewhere')) }
    const result = await applyPlan({ planId: plan.planId, approve: ['all'], remedies: REMEDY }, again)
    expect(result.outcome).toBe('done')
  })
})
