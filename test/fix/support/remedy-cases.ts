import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../../src/app/remediate/apply.js'
import { contextOf } from '../../../src/app/remediate/dependencies.js'
import { planRemediation } from '../../../src/app/remediate/plan.js'
import { revertPlan } from '../../../src/app/remediate/revert.js'
import { verifyPlan } from '../../../src/app/remediate/verify.js'
import type { Plan, StepState } from '../../../src/model/plan.js'
import { handlerOf } from '../../../src/remediate/changes/index.js'
import { applySteps } from '../../../src/remediate/engine/apply.js'
import type { SampleAccount } from '../../../src/sample/account.js'
import { cutsOf, someOf } from './cuts.js'
import { changing, type FixWorld, fixWorld, stateOf } from './fix-world.js'
import { MemoryStore } from './memory-store.js'

/** A fault and its remedy. */
export interface RemedyCase {
  remedy: string
  /** A fresh account that has the fault; the same each time. */
  account: () => SampleAccount
  /** Ids of the plan's steps, in its order. */
  steps: (RegExp | string)[]
  /** Checks whose findings go away with them. */
  clears: string[]
  /** Somebody is there before the plan is applied. */
  meddle: (account: SampleAccount, plan: Plan) => void
  /** State of the first step that notices; `changed-meanwhile` when absent. */
  noticed?: StepState
  /** What cannot be taken back. */
  irreversible?: true
  /** The effect takes time: e.g. an agent has to connect. */
  pending?: true
}

/** What must hold of every remedy: planned, applied, found done, noticed as changed, crashed anywhere, taken back. */
export function remedyCases(title: string, about: RemedyCase): void {
  const { remedy, account } = about
  const plan = (world: FixWorld) => planRemediation({ remedies: [remedy] }, world)
  const apply = (world: FixWorld, { planId }: Plan) => applyPlan({ planId, approve: ['all'] }, world)

  describe(title, () => {
    it('plans the steps, and what they clear', async () => {
      const world = fixWorld(account())
      const made = await plan(world)
      expect(made.steps.map((step) => step.id)).toEqual(
        about.steps.map((id) => (typeof id === 'string' ? id : expect.stringMatching(id))),
      )
      const cleared = new Set(made.steps.flatMap((step) => step.clears.map(({ checkId }) => checkId)))
      expect(about.clears.filter((checkId) => !cleared.has(checkId))).toEqual([])
      expect(changing(world.calls)).toEqual([])
    })

    it('makes the same plan of the same account', async () => {
      const [a, b] = [await plan(fixWorld(account())), await plan(fixWorld(account()))]
      expect(a.planId).toBe(b.planId)
    })

    it('does what was predicted, and nothing twice', async () => {
      const world = fixWorld(account())
      const made = await plan(world)
      const result = await apply(world, made)
      expect(result.steps.filter((step) => !isGood(step.state))).toEqual([])
      expect(result.outcome).toBe(about.pending ? 'pending' : 'done')
      const before = changing(world.calls).length
      const again = await apply(world, made)
      expect(
        again.steps.map((step) => step.state).filter((state) => state !== 'already-done' && state !== 'pending'),
      ).toEqual([])
      expect(changing(world.calls)).toHaveLength(before)
      if (!about.pending) expect((await verifyPlan({ planId: made.planId }, world)).outcome).toBe('done')
      if (!about.pending) expect((await plan(world)).steps).toEqual([])
    })

    it('makes no call that its steps do not name', async () => {
      const world = fixWorld(account())
      const made = await plan(world)
      await apply(world, made)
      const named = new Set(made.steps.flatMap((step) => step.change.api))
      expect(changing(world.calls).filter((call) => !named.has(call) && !/Tag/.test(call))).toEqual([])
    })

    it('stops at what somebody changed meanwhile', async () => {
      const world = fixWorld(account())
      const made = await plan(world)
      about.meddle(world.sample, made)
      const result = await apply(world, made)
      expect(result.steps.map((step) => step.state)).toContain(about.noticed ?? 'changed-meanwhile')
    })

    it('ends as it would have, wherever it is killed', async () => {
      const [sample, store] = [account(), new MemoryStore()]
      const made = await plan(fixWorld(sample, { store }))
      const cuts = await cutsOf(sample, store, (world) => carryOut(made, world))
      const ended = stateOf(await fixWorld(sample).snapshot())
      expect(cuts.length).toBeGreaterThan(made.steps.length)
      for (const cut of someOf(cuts)) {
        const next = fixWorld(cut.account, { store: cut.store })
        const results = await carryOut(made, next)
        expect(
          results.filter((step) => !isGood(step.state)),
          `killed ${cut.at}`,
        ).toEqual([])
        expect(stateOf(await next.snapshot()), `killed ${cut.at}`).toEqual(ended)
      }
    })

    if (!about.irreversible)
      it('is taken back to where it began', async () => {
        const world = fixWorld(account())
        const began = stateOf(await world.snapshot())
        const made = await plan(world)
        await apply(world, made)
        expect(await revertPlan({ planId: made.planId }, world)).toMatchObject({ outcome: 'reverted' })
        expect(stateOf(await world.snapshot())).toEqual(began)
      })

    if (!about.irreversible)
      it('is done again after it was taken back, by the same plan or the same made anew', async () => {
        const world = fixWorld(account())
        const began = stateOf(await world.snapshot())
        const made = await plan(world)
        await apply(world, made)
        await revertPlan({ planId: made.planId }, world)
        for (const next of [made, await plan(world)]) {
          const { steps } = await apply(world, next)
          expect(steps.filter((step) => !isGood(step.state))).toEqual([])
          expect(await revertPlan({ planId: next.planId }, world)).toMatchObject({ outcome: 'reverted' })
          expect(stateOf(await world.snapshot())).toEqual(began)
        }
      })
  })
}

const isGood = (state: StepState) => state === 'done' || state === 'pending' || state === 'already-done'

/** All steps, without the audit that looks at the result. */
const carryOut = (plan: Plan, world: FixWorld) =>
  applySteps({
    ...{ plan, handlerOf, store: world.store, context: contextOf(world) },
    approved: new Set(plan.steps.map((step) => step.id)),
  })
