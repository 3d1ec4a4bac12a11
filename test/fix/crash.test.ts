import { describe, expect, it } from 'vitest'
import { contextOf } from '../../src/app/remediate/dependencies.js'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { revertPlan } from '../../src/app/remediate/revert.js'
import type { Plan } from '../../src/model/plan.js'
import { handlerOf } from '../../src/remediate/changes/index.js'
import { applySteps } from '../../src/remediate/engine/apply.js'
import { bareSample } from './support/bare-sample.js'
import { cutsOf, someOf } from './support/cuts.js'
import { type FixWorld, fixWorld, stateOf } from './support/fix-world.js'
import { MemoryStore } from './support/memory-store.js'

/** All steps, without the audit that looks at the result. */
const carryOut = (plan: Plan, world: FixWorld) =>
  applySteps({
    ...{ plan, handlerOf, store: world.store, context: contextOf(world) },
    approved: new Set(plan.steps.map((step) => step.id)),
  })

const look = async (world: FixWorld) => stateOf(await world.snapshot())

/** A plan of many remedies, from nothing to a tunnel, in an account as it was before. */
async function planned() {
  const [account, store] = [bareSample(), new MemoryStore()]
  const world = fixWorld(account, { store })
  const first = await look(world)
  const plan = await planRemediation({ remedies: ['all'] }, world)
  return { account, store, first, plan }
}

describe('a plan of many remedies whose process is killed between any two calls', () => {
  it('is of ten steps at least, of many remedies', async () => {
    const { plan } = await planned()
    expect(plan.steps.length).toBeGreaterThanOrEqual(10)
    expect(new Set(plan.steps.map((step) => step.remedy)).size).toBeGreaterThanOrEqual(8)
  })

  it('ends as if it had not been, when it is applied again; then revert restores the first snapshot', async () => {
    const { account, store, first, plan } = await planned()
    const cuts = await cutsOf(account, store, (world) => carryOut(plan, world))
    const whole = await look(fixWorld(account))
    expect(whole).not.toEqual(first)
    // At least: nothing done, and of each step what was begun, what was done, and what was written down of it.
    expect(cuts.length).toBeGreaterThan(2 * plan.steps.length)
    for (const cut of someOf(cuts)) {
      const next = fixWorld(cut.account, { store: cut.store })
      const results = await carryOut(plan, next)
      expect(
        results.filter(({ state }) => state !== 'done' && state !== 'already-done' && state !== 'pending'),
        cut.at,
      ).toEqual([])
      expect(await look(next), cut.at).toEqual(whole)
      expect(await revertPlan({ planId: plan.planId }, next), cut.at).toMatchObject({ outcome: 'reverted' })
      expect(await look(next), cut.at).toEqual(first)
    }
  })

  it('is taken back from wherever it was killed', async () => {
    const { account, store, first, plan } = await planned()
    for (const cut of someOf(await cutsOf(account, store, (world) => carryOut(plan, world)))) {
      const next = fixWorld(cut.account, { store: cut.store })
      const { steps } = await revertPlan({ planId: plan.planId }, next)
      expect(
        steps.filter(({ state }) => state !== 'reverted' && state !== 'skipped'),
        cut.at,
      ).toEqual([])
      expect(await look(next), cut.at).toEqual(first)
    }
  })

  it('is taken back by a second revert, wherever the first was killed', async () => {
    const { account, store, first, plan } = await planned()
    await carryOut(plan, fixWorld(account, { store }))
    const { planId } = plan
    const cuts = await cutsOf(account, store, (world) => revertPlan({ planId }, world))
    expect(cuts.length).toBeGreaterThan(2 * plan.steps.length)
    for (const cut of someOf(cuts)) {
      const next = fixWorld(cut.account, { store: cut.store })
      expect(await revertPlan({ planId }, next), cut.at).toMatchObject({ outcome: 'reverted' })
      expect(await look(next), cut.at).toEqual(first)
    }
  })
})
