import type { ApplyResult, Plan, StepResult } from '../model/plan.js'
import { allDone, batchesOf } from './apply.js'
import type { Remedy, RemedyContext } from './define.js'

/** Looks at what became of a plan's steps. Reads, changes nothing. */
export async function verifySteps(
  plan: Plan,
  remedies: readonly Remedy[],
  context: RemedyContext,
): Promise<ApplyResult> {
  const startedAt = context.now().toISOString()
  const results: StepResult[] = []
  for (const { remedy, ...batch } of batchesOf(plan, plan.steps, remedies))
    results.push(...(await remedy.verify(batch, context)))
  const order = plan.steps.map((step) => step.id)
  results.sort((a, b) => order.indexOf(a.stepId) - order.indexOf(b.stepId))
  const finishedAt = context.now().toISOString()
  return { planId: plan.planId, startedAt, finishedAt, results, ok: allDone(results, new Set(order)) }
}
