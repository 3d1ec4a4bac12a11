import { UsageError } from '../../model/errors.js'
import type { Plan } from '../../model/plan.js'
import type { RemediateDependencies } from './dependencies.js'

/**
 * Does something while nobody else applies or reverts in the account and regions of a plan.
 * @throws UsageError saying who does, when somebody does
 */
export async function locked<T>(
  plan: Plan,
  { store, by, account }: RemediateDependencies,
  act: () => Promise<T>,
): Promise<T> {
  const holder = { planId: plan.planId, by, since: account.now().toISOString() }
  const regions = [...new Set(plan.steps.map((step) => step.change.input.region))].sort()
  const held: { release(): Promise<void> }[] = []
  try {
    for (const region of regions) {
      const lock = await store.lock(`${plan.scope.accountId}-${region}`, holder)
      if ('heldBy' in lock) {
        const { by: other, planId, since } = lock.heldBy
        throw new UsageError(
          `${other} has been applying ${planId} in ${region} since ${since}: one at a time, try again later.`,
        )
      }
      held.push(lock)
    }
    return await act()
  } finally {
    for (const lock of held.toReversed()) await lock.release()
  }
}
