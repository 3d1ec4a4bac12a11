import { classifyError, credentialsTrouble } from '../../aws/errors.js'
import type { Facts, PlanStep, StepResult, StepState } from '../../model/plan.js'
import type { ApplyInput } from './apply.js'
import { createdBy, type History, historyOf, identityOf, type StepHistory } from './history.js'
import { withNames } from './names.js'
import { inOrder } from './order.js'
import { progressText } from './progress.js'
import { readNow } from './read.js'

/**
 * Takes steps back in reverse order, as the journal says that they were: what this plan did not do it does not undo, and what
 * somebody changed since it leaves alone. A step that others rest on, which could not be taken back, stays.
 * @param input `approved`: the steps to take back
 */
export async function revertSteps(input: ApplyInput): Promise<StepResult[]> {
  const history = historyOf(await input.store.journal(input.plan.planId))
  const results = new Map<string, StepResult>()
  for (const step of inOrder(input.plan.steps).toReversed())
    if (input.approved.has(step.id)) {
      const result = await revertStep(step, input, history, results)
      results.set(step.id, result)
      input.context.onProgress?.(progressText(input.plan, result))
    }
  return input.plan.steps.flatMap((step) => results.get(step.id) ?? [])
}

async function revertStep(
  step: PlanStep,
  input: ApplyInput,
  history: History,
  results: ReadonlyMap<string, StepResult>,
): Promise<StepResult> {
  const past = history.get(step.id)
  if (past?.undone) return result(step, 'reverted', 'It was taken back before.')
  if (!past?.touched) return result(step, 'skipped', 'This plan has not done it.')
  const handler = input.handlerOf(step.change.input)
  if (!handler.undo) return result(step, 'skipped', 'It cannot be taken back.')
  const above = input.plan.steps.find((other) => other.dependsOn.includes(step.id) && stands(other, history, results))
  if (above) return result(step, 'skipped', `Step ${above.id} rests on it and stands.`)
  if (input.context.stop?.aborted)
    return result(step, 'skipped', `Stopped before it: revert ${input.plan.planId} again.`)
  const before = past.before ?? step.change.before
  const left = await undone(step, { ...past, before }, input, history)
  if (left) return left
  const { plan, context, store } = input
  await store.record({ at: context.now().toISOString(), planId: plan.planId, stepId: step.id, event: 'undone', before })
  return { ...result(step, 'reverted', handler.undoTitle?.(step.change.input) ?? step.title), after: before }
}

/** @returns why the step stays; `undefined`: it does not */
async function undone(...[step, past, input, history]: Parameters<typeof undo>): Promise<StepResult | undefined> {
  try {
    return await undo(step, past, input, history)
  } catch (error) {
    if (credentialsTrouble(error)) throw error
    return result(step, 'failed', classifyError(error, step.change.api[0] ?? '').message)
  }
}

/** True while something is there that this plan has done. */
function stands(step: PlanStep, history: History, results: ReadonlyMap<string, StepResult>): boolean {
  return history.get(step.id)?.touched === true && results.get(step.id)?.state !== 'reverted'
}

async function undo(
  step: PlanStep,
  past: StepHistory & { before: Facts },
  input: ApplyInput,
  history: History,
): Promise<StepResult | undefined> {
  const { plan, handlerOf, context } = input
  const handler = handlerOf(step.change.input)
  const change = withNames(step.change.input, createdBy(history))
  const identity = identityOf(plan, step.id, history)
  const { before } = past
  const found = await readNow(handler, change, { ...identity, before }, context)
  if (found.is === 'unreadable')
    return result(step, 'failed', `${found.failure.api} could not be read (${found.failure.message}).`)
  if (found.is === 'neither') return { ...result(step, 'changed-meanwhile', found.message), after: found.facts }
  // What is being made, or could not be, is there, too.
  if (found.is === 'after' || found.created !== undefined || (handler.halves && !past.done)) {
    const created = past.created ?? found.created
    await handler.undo?.(change, { ...identity, before, ...(created !== undefined && { created }) }, context)
  }
  return undefined
}

const result = ({ id }: PlanStep, state: StepState, message: string): StepResult => ({ id, state, message })
