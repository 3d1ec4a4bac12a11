import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, test as base, beforeAll, describe } from 'vitest'
import { openLiveAccount } from '../../src/app/account.js'
import { applyPlan } from '../../src/app/remediate/apply.js'
import type { RemediateDependencies } from '../../src/app/remediate/dependencies.js'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { revertPlan } from '../../src/app/remediate/revert.js'
import { verifyPlan } from '../../src/app/remediate/verify.js'
import { PlanFolder } from '../../src/files/plan-folder.js'
import { DEFAULT_CONFIG } from '../../src/model/config.js'
import type { PlanResult } from '../../src/model/plan.js'
import { useSim } from './support/audits.js'
import { type ArticleIds, freshSim, type Sim, simAvailable } from './support/sim.js'

const OLD = '3.0.1124.0'
const REMEDY = ['update-agent']

/** Each test has a region of its own, so that they can wait for their commands at the same time. */
const REGIONS = [
  ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-north-1', 'us-east-1', 'us-east-2', 'us-west-1'],
  ...['us-west-2', 'ca-central-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-south-1'],
]

interface Setting {
  ids: ArticleIds
  region: string
  folder: string
  deps: RemediateDependencies
}

describe.skipIf(!simAvailable)('update-agent on a simulated AWS', { concurrent: true }, () => {
  let sim: Sim
  let restore: () => void
  const left = [...REGIONS]

  beforeAll(async () => {
    sim = await freshSim({ commandMs: 100 })
    restore = useSim(sim)
  })
  afterAll(() => restore?.())

  const it = base.extend<{ setting: Setting }>({
    // biome-ignore lint/correctness/noEmptyPattern: the test runner reads the names in the pattern
    setting: async ({}, use) => {
      const region = left.pop()
      if (region === undefined) throw new Error('no region is left: name one more')
      const agents = { instance_count: 2, database: false, 'agent.agentVersion': OLD }
      const ids = await sim.article({ name: `jump-${region}`, ...agents }, region)
      const folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
      const deps = {
        account: await openLiveAccount({ regions: [region], env: process.env }),
        config: DEFAULT_CONFIG,
        store: new PlanFolder(folder),
        by: 'a test',
        waits: { pollFirst: 0.1, pollMax: 0.3, command: 5, report: 5 },
      }
      await use({ ids, region, folder, deps })
      deps.account.clients.destroy()
      await rm(folder, { recursive: true, force: true })
    },
  })

  const states = ({ steps }: PlanResult) => steps.map((step) => [step.id.split(':').at(-1), step.state])
  const stepOf = (host: string, { region }: Setting) => `update-agent:${region}:${host}`
  const sends = async ({ region }: Setting) =>
    (await sim.calls({ service: 'ssm', operation: 'SendCommand', region })).length
  const planned = ({ deps }: Setting) => planRemediation({ remedies: REMEDY }, deps)
  const hosts = ({ ids }: Setting) => [...ids.instanceIds].sort()
  const setAgents = async ({ ids, region }: Setting, agent: Record<string, unknown>) => {
    for (const id of ids.instanceIds) await sim.putAgent(id, agent, region)
  }

  it('brings the agents from an old version to the current one, one half of the VPC at a time', async ({
    setting,
    expect,
  }) => {
    await setAgents(setting, { update: { reportDelayMs: 1000 } })
    const plan = await planned(setting)
    const [first, second] = plan.steps
    expect(plan.steps.map((step) => step.change.before)).toEqual([{ agentVersion: OLD }, { agentVersion: OLD }])
    expect(second?.dependsOn).toEqual([first?.id])
    expect(plan.predicted.findings).toContainEqual(
      expect.objectContaining({ checkId: 'agent-remote-host', before: 'fail', after: 'pass' }),
    )
    const result = await applyPlan({ planId: plan.planId, approve: ['all'] }, setting.deps)
    expect(states(result)).toEqual(hosts(setting).map((id) => [id, 'done']))
    expect(result.outcome).toBe('done')
    expect(await sends(setting)).toBe(2)
    const journal = await readFile(join(setting.folder, 'plans', `${plan.planId}.journal.jsonl`), 'utf8')
    expect(
      journal
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).event),
    ).toEqual(['begun', 'done', 'begun', 'done'])
    const { planId } = plan
    expect((await verifyPlan({ planId }, setting.deps)).outcome).toBe('done')
    expect(await planned(setting)).toMatchObject({ steps: [], refused: [] })
    const reverted = await revertPlan({ planId }, setting.deps)
    expect(reverted).toMatchObject({ outcome: 'partial', steps: [{ state: 'skipped' }, { state: 'skipped' }] })
    expect(reverted.steps[0]?.message).toContain('cannot be taken back')
  })

  it('changes nothing without approval', async ({ setting, expect }) => {
    const plan = await planned(setting)
    const result = await applyPlan({ planId: plan.planId }, setting.deps)
    expect(states(result)).toEqual(hosts(setting).map((id) => [id, 'skipped']))
    await expect(applyPlan({ planId: plan.planId, approve: ['i-0other'] }, setting.deps)).rejects.toThrow('approve')
    expect(await sends(setting)).toBe(0)
  })

  const ends = [
    ['stuck', 'never reported its end'],
    ['no-s3', 'S3 gateway endpoint'],
    ['undeliverable', 'could not be delivered'],
    ['older-version', 'does not offer a newer agent'],
    ['failed', 'package manager'],
  ]
  it.for(ends)(
    '%s ends with the right cause, and no host is called fixed',
    async ([outcome, cause], { setting, expect }) => {
      await setAgents(setting, { update: { outcome } })
      const plan = await planned(setting)
      const result = await applyPlan(
        { planId: plan.planId, approve: ['all'] },
        { ...setting.deps, waits: { ...setting.deps.waits, command: 2 } },
      )
      expect(result.outcome).toBe('failed')
      expect(result.steps[0]?.message).toContain(cause)
      const [first = '', second = ''] = hosts(setting)
      expect(states(result)).toEqual([
        [first, 'failed'],
        [second, 'skipped'],
      ])
      expect(await sends(setting)).toBe(1)
    },
  )

  it('leaves hosts alone that are in use', async ({ setting, expect }) => {
    const [host = ''] = setting.ids.instanceIds
    await sim.putAgent(host, { connected: false }, setting.region)
    const plan = await planned(setting)
    expect(plan.refused.map((each) => [each.subject.id, each.reason])).toEqual([[host, 'not-connected']])
  })

  it('does not send twice when the answer of SendCommand is lost', async ({ setting, expect }) => {
    await sim.faults([
      { service: 'ssm', operation: 'SendCommand', region: setting.region, kind: 'reset', executed: true, times: 1 },
    ])
    const plan = await planned(setting)
    const [first = ''] = hosts(setting)
    const result = await applyPlan({ planId: plan.planId, approve: [stepOf(first, setting)] }, setting.deps)
    expect(states(result)[0]).toEqual([first, 'done'])
    expect(await sends(setting)).toBe(1)
  })

  it('repeats SendCommand when it is throttled', async ({ setting, expect }) => {
    await sim.faults([{ service: 'ssm', operation: 'SendCommand', region: setting.region, kind: 'throttle', times: 1 }])
    const plan = await planned(setting)
    const [first = ''] = hosts(setting)
    const result = await applyPlan({ planId: plan.planId, approve: [stepOf(first, setting)] }, setting.deps)
    expect(states(result)[0]).toEqual([first, 'done'])
    expect(await sends(setting)).toBe(2)
  })

  it('names the permission that is missing', async ({ setting, expect }) => {
    await sim.faults([{ service: 'ssm', operation: 'DescribeSessions', region: setting.region, kind: 'denied' }])
    const plan = await planned(setting)
    expect(plan.steps).toEqual([])
    expect(plan.refused.map((each) => each.reason)).toEqual(['api-denied', 'api-denied'])
    expect(plan.refused[0]?.message).toContain('ssm:DescribeSessions')
  })

  it('carries out a plan that was never stored, when the account is still the same', async ({ setting, expect }) => {
    const plan = await planned(setting)
    const { ids, deps, folder, region } = setting
    const elsewhere = { ...deps, store: new PlanFolder(join(folder, 'elsewhere')) }
    await sim.putAgent(ids.instanceId, { agentVersion: '3.0.1000.0' }, region)
    await expect(applyPlan({ planId: plan.planId, approve: ['all'], remedies: REMEDY }, elsewhere)).rejects.toThrow(
      'plan-',
    )
    expect(await sends(setting)).toBe(0)
    await sim.putAgent(ids.instanceId, { agentVersion: OLD }, region)
    const again = { ...deps, store: new PlanFolder(join(folder, 'somewhere')) }
    const result = await applyPlan({ planId: plan.planId, approve: ['all'], remedies: REMEDY }, again)
    expect(result.outcome).toBe('done')
  })
})
