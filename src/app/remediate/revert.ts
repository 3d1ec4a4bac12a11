import { UsageError } from '../../model/errors.js'
import type { PlanResult } from '../../model/plan.js'
import { handlerOf } from '../../remediate/changes/index.js'
import { revertSteps } from '../../remediate/engine/revert.js'
import { contextOf, knownPlan, type RemediateDependencies } from './dependencies.js'
import { locked } from './locked.js'

/**
 * Takes a plan, or some of its steps, back.
 * @param request `steps`: ids; absent or empty: all
 * @throws UsageError for a plan or step that is not there, or when somebody else applies
 */
export async function revertPlan(
  { planId, steps = [] }: { planId: string; steps?: readonly string[] },
  dependencies: RemediateDependencies,
): Promise<PlanResult> {
  const plan = await knownPlan(planId, dependencies)
  const ids = plan.steps.map((step) => step.id)
  for (const id of steps)
    if (!ids.includes(id))
      throw new UsageError(`steps: ${JSON.stringify(id)} is no step of ${planId}: expected some of ${ids.join(', ')}.`)
  const approved = new Set(steps.length === 0 ? ids : steps)
  const { store } = dependencies
  const results = await locked(plan, dependencies, () =>
    revertSteps({ plan, approved, handlerOf, store, context: contextOf(dependencies) }),
  )
  const has = (...states: string[]) => results.some((result) => states.includes(result.state))
  const outcome = has('failed', 'changed-meanwhile') ? 'failed' : has('skipped') ? 'partial' : 'reverted'
  return { planId, steps: results, outcome }
}
