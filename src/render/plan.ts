import type { Status } from '../model/finding.js'
import type { Plan, PlanResult, StepResult, StepState } from '../model/plan.js'
import { overviewLines } from './plan/overview.js'
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
  const { bold, columns } = styleOf(options)
  const words = wordsOf(plan)
  const done = result.steps.filter(({ state }) => state === 'done' || state === 'already-done' || state === 'reverted')
  const titles = new Map(plan.steps.map((step) => [step.id, step.title]))
  return [
    bold(`Plan ${result.planId}: ${result.outcome}`),
    ...result.steps.flatMap((step) => resultLines(step, titles.get(step.id) ?? '', words, options)),
    ...hanging('', `${done.length} of ${count(result.steps.length, 'step')} done`, columns),
  ].join('\n')
}

function resultLines(
  { id, state, message, until }: StepResult,
  title: string,
  words: (text: string) => string,
  options: RenderOptions,
): string[] {
  const style = styleOf(options)
  const said = message === title ? words(title) : `${words(title)} ${words(message)}`
  const when = until === undefined ? '' : ` until ${until}`
  return [
    ...hanging(`  ${statusSymbol(STATUS[state], options)} `, `${state}${when}: ${said}`, style.columns),
    `    ${style.dim(id)}`,
  ]
}
