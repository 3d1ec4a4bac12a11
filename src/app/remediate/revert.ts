import { UsageError } from '../../model/errors.js'
import type { Plan, PlanResult } from '../../model/plan.js'
import { handlerOf } from '../../remediate/changes/index.js'
import { type History, historyOf } from '../../remediate/engine/history.js'
import { revertSteps } from '../../remediate/engine/revert.js'
import { contextOf, knownPlan, type RemediateDependencies } from './dependencies.js'
import { locked } from './locked.js'

/**
 * Takes a plan, or some of its steps, back.
 * @param request `steps`: ids; absent or empty: all
 * @throws UsageError for a plan or step that is not there, for one that others rest on which are to stay, or when somebody
 * else applies
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
  assertWhole(plan, approved, historyOf(await store.journal(planId)))
  const results = await locked(plan, dependencies, () =>
    revertSteps({ plan, approved, handlerOf, store, context: contextOf(dependencies) }),
  )
  const has = (...states: string[]) => results.some((result) => states.includes(result.state))
  const outcome = has('failed', 'changed-meanwhile') ? 'failed' : has('skipped') ? 'partial' : 'reverted'
  return { planId, steps: results, outcome }
}

function assertWhole({ steps }: Plan, approved: ReadonlySet<string>, history: History): void {
  const stays = steps.filter(
    ({ id, change }) => !approved.has(id) && stands(id, history) && handlerOf(change.input).undo,
  )
  for (const { id, dependsOn } of stays) {
    const base = dependsOn.find((other) => approved.has(other) && stands(other, history))
    if (base !== undefined) throw new UsageError(`steps: ${base}: ${id} rests on it: name that, too.`)
  }
}

const stands = (id: string, history: History) => history.get(id)?.touched === true
