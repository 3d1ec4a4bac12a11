import type { ApplyResult, JournalEntry, Plan, PlanStep, StepResult } from '../model/plan.js'
import type { Journal } from '../model/plan-store.js'
import { type Batch, type Remedy, type RemedyContext, stepResult } from './define.js'
import { deadlineWithin } from './wait.js'

/** Milliseconds: nothing new is begun when less time is left. */
const SHORTEST_BATCH = 30_000

/** An obstacle that means that there is nothing left to do. */
const ALREADY = 'already-current'

/**
 * Carries out the approved steps, stage by stage, batch by batch. Every precondition is read again right before its batch;
 * what was read and what came of it is in the journal before the next batch begins. A batch begins only when
 * nothing in the batches before has failed or is still open.
 */
export async function applySteps(
  plan: Plan,
  approved: ReadonlySet<string>,
  remedies: readonly Remedy[],
  context: RemedyContext,
  journal: Journal,
): Promise<ApplyResult> {
  const startedAt = context.now().toISOString()
  const results = new Map<string, StepResult>()
  for (const step of plan.steps)
    if (!approved.has(step.id))
      results.set(step.id, stepResult(step, 'skipped', 'not-approved', `${step.id} was not approved.`))
  let halted: StepResult | undefined
  for (const stage of stagesOf(plan, approved)) {
    for (const { remedy, ...batch } of batchesOf(plan, stage, remedies)) {
      const outcomes = halted ? notBegun(batch, halted) : await applyBatch(remedy, batch, context, journal)
      for (const result of outcomes) results.set(result.stepId, result)
      halted ??= outcomes.find((r) => r.outcome === 'failed' || r.outcome === 'unverified')
    }
  }
  const ordered = plan.steps.flatMap((step) => results.get(step.id) ?? [])
  return {
    planId: plan.planId,
    startedAt,
    finishedAt: context.now().toISOString(),
    results: ordered,
    ok: allDone(ordered, approved),
  }
}

/** True when something was approved and all of it is in the wanted state. */
export function allDone(results: readonly StepResult[], approved: ReadonlySet<string>): boolean {
  const relevant = results.filter((r) => approved.has(r.stepId))
  return relevant.length > 0 && relevant.every((r) => r.outcome === 'done' || r.reason === ALREADY)
}

function stagesOf(plan: Plan, approved: ReadonlySet<string>): PlanStep[][] {
  const steps = plan.steps.filter((step) => approved.has(step.id))
  const stages = [...new Set(steps.map((step) => step.stage))].sort((a, b) => a - b)
  return stages.map((stage) => steps.filter((step) => step.stage === stage))
}

/** Steps of one remedy and region, at most as many as the remedy takes. */
export function batchesOf(
  plan: Pick<Plan, 'planId' | 'createdAt'>,
  steps: readonly PlanStep[],
  remedies: readonly Remedy[],
): (Batch & { remedy: Remedy })[] {
  const identity = { planId: plan.planId, startedAt: new Date(plan.createdAt) }
  return remedies.flatMap((remedy) => {
    const own = steps.filter((step) => step.remedy === remedy.id)
    return [...new Set(own.map((step) => step.region))].flatMap((region) =>
      chunks(
        own.filter((step) => step.region === region),
        remedy.batchSize,
      ).map((chunk) => ({
        plan: identity,
        region,
        steps: chunk,
        remedy,
      })),
    )
  })
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}

async function applyBatch(
  remedy: Remedy,
  batch: Batch,
  context: RemedyContext,
  journal: Journal,
): Promise<StepResult[]> {
  if (deadlineWithin(context, SHORTEST_BATCH))
    return batch.steps.map((step) =>
      stepResult(step, 'skipped', 'deadline', `${step.subjectId} was left alone: no time was left. Run apply again.`),
    )
  const record = (event: JournalEntry['event'], steps: JournalEntry['steps']) =>
    journal.record({
      at: context.now().toISOString(),
      planId: batch.plan.planId,
      stage: batch.steps[0]?.stage ?? 0,
      event,
      steps,
    })
  const preconditions = await remedy.preconditions(batch, context)
  await record(
    'before',
    [...preconditions].map(([stepId, { state }]) => ({ stepId, state })),
  )
  const obstructed = batch.steps.flatMap((step) => {
    const found = preconditions.get(step.id)
    return found?.obstacle
      ? [stepResult(step, 'skipped', found.obstacle.reason, found.obstacle.message, found.state)]
      : []
  })
  const free = batch.steps.filter((step) => obstructed.every((result) => result.stepId !== step.id))
  const results = [...obstructed, ...(free.length > 0 ? await remedy.apply({ ...batch, steps: free }, context) : [])]
  await record(
    'after',
    results.map((result) => ({ stepId: result.stepId, result })),
  )
  return results
}

function notBegun(batch: Batch, cause: StepResult): StepResult[] {
  const why = `an earlier step did not end well (${cause.subjectId}: ${cause.reason})`
  return batch.steps.map((step) =>
    stepResult(step, 'skipped', 'earlier-step-failed', `${step.subjectId} was left alone: ${why}.`),
  )
}
