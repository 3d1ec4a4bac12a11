import type { ApplyResult, Plan, StepResult } from '../model/plan.js'
import { allDone, batchesOf } from './apply.js'
import type { Batch, Remedy, RemedyContext } from './define.js'

/** Looks at what became of a plan's steps. Reads, changes nothing. */
export function verifySteps(plan: Plan, remedies: readonly Remedy[], context: RemedyContext): Promise<ApplyResult> {
  return eachBatch(plan, remedies, context, (remedy, batch) => remedy.verify(batch, context))
}

/** Takes back the steps of the remedies that can be taken back. */
export function revertSteps(plan: Plan, remedies: readonly Remedy[], context: RemedyContext): Promise<ApplyResult> {
  return eachBatch(plan, remedies, context, async ({ revert }, batch) =>
    'impossible' in revert ? [] : revert(batch, context),
  )
}

async function eachBatch(
  plan: Plan,
  remedies: readonly Remedy[],
  context: RemedyContext,
  act: (remedy: Remedy, batch: Batch) => Promise<StepResult[]>,
): Promise<ApplyResult> {
  const startedAt = context.now().toISOString()
  const results: StepResult[] = []
  for (const { remedy, ...batch } of batchesOf(plan, plan.steps, remedies)) results.push(...(await act(remedy, batch)))
  const order = plan.steps.map((step) => step.id)
  results.sort((a, b) => order.indexOf(a.stepId) - order.indexOf(b.stepId))
  const finishedAt = context.now().toISOString()
  return { planId: plan.planId, startedAt, finishedAt, results, ok: allDone(results, new Set(order)) }
}
