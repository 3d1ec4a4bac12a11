import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/app/remediate/apply.js'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { revertPlan } from '../../src/app/remediate/revert.js'
import { judgeWorld } from '../../src/app/remediate/world.js'
import type { Plan, StepResult } from '../../src/model/plan.js'
import type { Snapshot } from '../../src/model/snapshot.js'
import { subjectKey } from '../../src/model/subject-key.js'
import { runs } from '../support/runs.js'
import { type FixWorld, fixWorld, stateOf } from './support/fix-world.js'
import { randomAccount } from './support/random-account.js'

interface Call {
  operation: string
  input: object
}

const changes = ({ operation }: Call) => !/:(Describe|Get|List|Simulate|Head)/.test(operation)
const bad = (steps: readonly StepResult[]) =>
  steps.filter(({ state }) => state === 'failed' || state === 'changed-meanwhile')

/** Nothing is opened to the world, no policy of a key is edited, and no call is made that no step names. */
function expectHarmless(calls: readonly Call[], plan: Plan): void {
  const named = new Set(plan.steps.flatMap((step) => step.change.api))
  for (const { operation, input } of calls.filter(changes)) {
    if (operation.startsWith('ec2:AuthorizeSecurityGroupIngress'))
      expect(JSON.stringify(input)).not.toMatch(/0\.0\.0\.0\/0|"::\/0"/)
    expect(operation).not.toMatch(/PutKeyPolicy|organizations:/)
    if (!/Tag/.test(operation)) expect([...named]).toContain(operation)
  }
}

/** Ids of the hosts that a plan launched, by their names in it. */
function madeIn({ regions }: Snapshot): ReadonlyMap<string, string> {
  const instances = regions.flatMap((region) => (region.instances.outcome === 'ok' ? region.instances.value : []))
  return new Map(instances.map(({ instanceId, tags }) => [`new:${tags['ssm-ready:step']}`, instanceId]))
}

/** The next report says what the plan did. */
function expectPredicted({ predicted }: Plan, { config, account }: FixWorld, snapshot: Snapshot): void {
  const { findings } = judgeWorld(snapshot, { config, limits: {}, now: account.now() })
  const seen = new Map(findings.map(({ checkId, subject, status }) => [`${checkId} ${subjectKey(subject)}`, status]))
  // Agents that connect for the first time do so later.
  const now = predicted.findings.filter(
    ({ checkId, after }) => !/^(node|agent)-|^vpc-jump-host-redundancy$/.test(checkId) && after !== 'none',
  )
  const made = madeIn(snapshot)
  const wrong = now.filter(({ checkId, subject, after }) => {
    const id = subject.id.replace(/^new:[^/]+/, (name) => made.get(name) ?? name)
    return seen.get(`${checkId} ${subjectKey({ ...subject, id })}`) !== after
  })
  expect(wrong).toEqual([])
}

describe('plans for whatever is amiss with any account', () => {
  it('harm nothing, say what the next report will say, and are taken back but for what cannot be', async () => {
    let [steps, whole] = [0, 0]
    await fc.assert(
      fc.asyncProperty(randomAccount, async ({ make }) => {
        const calls: Call[] = []
        const world = fixWorld(make(), { intercept: (operation, input) => void calls.push({ operation, input }) })
        const began = stateOf(await world.snapshot())
        const plan = await planRemediation({ remedies: ['all'] }, world)
        const { planId } = plan
        expect(calls.filter(changes)).toEqual([])
        expect(bad((await applyPlan({ planId, approve: ['all'] }, world)).steps)).toEqual([])
        expectHarmless(calls, plan)
        expectPredicted(plan, world, await world.snapshot())
        const reverted = await revertPlan({ planId }, world)
        expect(bad(reverted.steps)).toEqual([])
        steps += plan.steps.length
        if (!reverted.steps.every(({ state }) => state === 'reverted')) return
        whole += 1
        expect(stateOf(await world.snapshot())).toEqual(began)
      }),
      runs(3, 12),
    )
    // Accounts with nothing to do, or of which something always stays, would prove nothing.
    expect(steps).toBeGreaterThan(10)
    expect(whole).toBeGreaterThan(0)
  })
})
