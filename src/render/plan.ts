import type { Status } from '../model/finding.js'
import type { Plan, PlanResult, StepResult, StepState } from '../model/plan.js'
import { leftAloneLines, overviewLines } from './plan/overview.js'
import { stepLines } from './plan/steps.js'
import { wordsOf } from './plan/words.js'
import { statusSymbol } from './symbols.js'
import { hanging } from './table/layout.js'
import { styleOf } from './table/style.js'
import type { RenderOptions } from './types.js'
import { count } from './words.js'

/** A plan to read before approving it: what comes of it and what it costs on the first screen, then each step with its risk. */
export function renderPlan(plan: Plan, options: RenderOptions): string {
  const style = styleOf(options)
  const words = wordsOf(plan)
  const steps = plan.steps.flatMap((step, i) => stepLines(step, i, plan, words, style))
  return [
    ...overviewLines(plan, words, style, options),
    ...(steps.length > 0 ? ['', style.bold('Steps'), ...steps] : []),
  ].join('\n')
}

const STATUS: Record<StepState, Status> = {
  planned: 'warn',
  skipped: 'skip',
  done: 'pass',
  'already-done': 'pass',
  'changed-meanwhile': 'fail',
  failed: 'fail',
  reverted: 'pass',
  pending: 'unknown',
}

/** What became of a plan. */
export function renderPlanResult(result: PlanResult, plan: Plan, options: RenderOptions): string {
  const style = styleOf(options)
  const { bold, columns } = style
  const words = wordsOf(plan)
  if (plan.steps.length === 0) {
    const nothing = result.outcome === 'reverted' ? 'nothing to take back' : 'nothing to verify'
    return [bold(`Plan ${plan.planId}: ${nothing}`), ...leftAloneLines(plan, words, style, options)].join('\n')
  }
  const done = result.steps.filter(({ state }) => state === 'done' || state === 'already-done' || state === 'reverted')
  return [
    bold(`Plan ${result.planId}: ${outcomeText(result, done.length)}`),
    ...result.steps.flatMap((step) => resultLines(step, plan, words, options)),
    ...hanging('', `${done.length} of ${count(result.steps.length, 'step')} done`, columns),
  ].join('\n')
}

/** `partial` also stands for a plan of which nothing has been done. */
function outcomeText({ outcome, steps }: PlanResult, done: number): string {
  if (outcome !== 'partial') return outcome
  if (done > 0) return 'done in part'
  return steps.some(({ state }) => state === 'planned') ? 'not applied yet' : 'nothing was done'
}

function resultLines(
  { id, state, message, until }: StepResult,
  { steps }: Plan,
  words: (text: string) => string,
  options: RenderOptions,
): string[] {
  const style = styleOf(options)
  const at = steps.findIndex((step) => step.id === id)
  const title = steps[at]?.title ?? ''
  const said = message === title ? words(title) : `${words(title)} ${words(message)}`
  const when = until === undefined ? '' : ` until ${until}`
  const first = `${String(at + 1).padStart(3)}. ${statusSymbol(STATUS[state], options)} `
  return [...hanging(first, `${state}${when}: ${said}`, style.columns), `       ${style.dim(id)}`]
}
