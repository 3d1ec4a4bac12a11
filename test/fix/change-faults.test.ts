import { beforeAll, describe, expect, it } from 'vitest'
import { contextOf } from '../../src/app/remediate/dependencies.js'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { revertPlan } from '../../src/app/remediate/revert.js'
import type { JournalEntry, Plan, StepResult } from '../../src/model/plan.js'
import { handlerOf } from '../../src/remediate/changes/index.js'
import { applySteps } from '../../src/remediate/engine/apply.js'
import { MANY } from '../support/runs.js'
import { bareSample } from './support/bare-sample.js'
import { changing, type FixWorld, fixWorld, stateOf } from './support/fix-world.js'
import { MemoryStore } from './support/memory-store.js'

const refusal = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(`the service says ${name}`), { name, $fault: 'client', $metadata: { httpStatusCode } })

const lost = () => Object.assign(new Error('no answer'), { name: 'TimeoutError' })

/** What may become of one call that changes something, every time it is made. */
const FAULTS: Record<string, (operation: string) => Parameters<typeof fixWorld>[1]> = {
  denied: (operation) => ({ intercept: throwing(operation, () => refusal('AccessDeniedException', 403)) }),
  'lost before it did anything': (operation) => ({ intercept: throwing(operation, lost) }),
  'lost after it did it': (operation) => ({ afterwards: throwing(operation, lost) }),
  '500 after it did it': (operation) => ({ afterwards: throwing(operation, () => refusal('InternalFailure', 500)) }),
  'answered with nothing': (operation) => ({ rewrite: (called, _, output) => (called === operation ? {} : output) }),
}

const throwing = (operation: string, error: () => Error) => (called: string) => {
  if (called === operation) throw error()
}

const carryOut = (plan: Plan, world: FixWorld) =>
  applySteps({
    ...{ plan, handlerOf, store: world.store, context: contextOf(world) },
    approved: new Set(plan.steps.map((step) => step.id)),
  })

/** The account, whichever of its things were made first. */
const look = async (world: FixWorld) => inAnyOrder(stateOf(await world.snapshot()))

function inAnyOrder(node: unknown): unknown {
  if (Array.isArray(node)) return node.map((item) => JSON.stringify(inAnyOrder(item))).sort()
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inAnyOrder(value)]))
}

/** Steps that the journal does not tell the end of, or tells another end of than the run did. */
function untold(results: readonly StepResult[], journal: readonly JournalEntry[]): string[] {
  return results.flatMap(({ id, state }) => {
    const last = journal.filter(({ stepId }) => stepId === id).at(-1)?.event
    const expected = state === 'done' || state === 'pending' ? 'done' : state === 'failed' ? 'failed' : last
    return last === expected && last !== 'begun' ? [] : [`${id}: ${state}, and in the journal ${last}`]
  })
}

const inState = (results: readonly StepResult[], ...states: string[]) =>
  results.filter(({ state }) => states.includes(state)).map(({ id }) => id)

/** `SSM_READY_MANY_RUNS`: every call in every way. */
describe('a plan of many remedies, one call of which goes wrong', () => {
  let plan: Plan
  let first: unknown
  let whole: unknown
  let operations: string[]
  beforeAll(async () => {
    const world = fixWorld(bareSample())
    first = await look(world)
    plan = await planRemediation({ remedies: ['all'] }, world)
    const before = world.calls.length
    await carryOut(plan, world)
    operations = [...new Set(changing(world.calls.slice(before)))].sort()
    whole = await look(world)
  })

  it.each(Object.entries(FAULTS).map(([name, of], turn) => [name, of, turn] as const))(
    '%s',
    async (name, faultOf, turn) => {
      expect(operations.length).toBeGreaterThan(8)
      const tried = operations.filter((_, i) => MANY || i % 20 === turn)
      const failed: string[] = []
      // Side by side: what answers 500 is tried again, after pauses.
      const each = tried.map(async (operation) => {
        const [account, store] = [bareSample(), new MemoryStore()]
        await store.save(plan)
        const results = await carryOut(plan, fixWorld(account, { store, ...faultOf(operation) }))
        failed.push(...inState(results, 'failed'))
        expect(untold(results, store.entries), operation).toEqual([])
        expect(inState(results, 'planned', 'reverted', 'changed-meanwhile'), operation).toEqual([])

        // What was said to be done is done; what was said to have failed is found as it is, and the rest is made up for.
        const again = fixWorld(account, { store })
        const made = inState(results, 'done')
        const next = await carryOut(plan, again)
        expect(
          next.filter(({ id, state }) => made.includes(id) && state !== 'already-done' && state !== 'pending'),
          operation,
        ).toEqual([])
        expect(inState(next, 'failed', 'skipped', 'changed-meanwhile'), operation).toEqual([])
        expect(await look(again), operation).toEqual(whole)
        expect(await revertPlan({ planId: plan.planId }, again), operation).toMatchObject({ outcome: 'reverted' })
        expect(await look(again), operation).toEqual(first)
      })
      await Promise.all(each)
      if (name !== 'answered with nothing') expect(failed).not.toEqual([])
    },
  )
})
