import type { Plan, PlanStep, StepMode } from '../../model/plan.js'
import { hanging } from '../table/layout.js'
import type { Style } from '../table/style.js'

const MODES: Record<StepMode, string> = {
  automatic: 'automatic',
  approval: 'asks for approval',
  manual: 'by hand',
}

/** Longer values, such as policies, are told by the title. */
const MOST = 40

/** What happens, whether it asks, what changes, what can go wrong, and its id for `--approve`. */
export function stepLines(
  step: PlanStep,
  i: number,
  plan: Plan,
  words: (text: string) => string,
  style: Style,
): string[] {
  const first = `${String(i + 1).padStart(3)}. `
  const indent = ' '.repeat(first.length)
  const after = step.dependsOn
    .map((id) => plan.steps.findIndex((each) => each.id === id) + 1)
    .filter((at) => at > 0)
    .sort((a, b) => a - b)
  const notes = [
    ...changeOf(step).map(words),
    ...(after.length > 0 ? [`after ${after.length === 1 ? 'step' : 'steps'} ${after.join(', ')}`] : []),
    ...(step.undo === undefined ? ['cannot be taken back'] : []),
  ]
  return [
    ...hanging(first, words(step.title), style.columns),
    ...hanging(indent, [style.bold(MODES[step.mode]), ...notes.map(style.dim)].join(style.dot), style.columns),
    ...hanging(indent, words(step.risk), style.columns).map(style.dim),
    ...(step.mode === 'manual' ? step.command[style.shell].split('\n').map((line) => indent + line) : []),
    indent + step.id,
  ]
}

/** `rule absent -> present` for every value that differs. */
function changeOf({ change: { before, after } }: PlanStep): string[] {
  return Object.keys(after).flatMap((name) => {
    const [was, is] = [before[name], after[name]].map(shown)
    return was === is || `${was}${is}`.length > MOST ? [] : [`${name} ${was} -> ${is}`]
  })
}

const shown = (value: unknown) =>
  value === undefined ? '-' : typeof value === 'string' ? value : JSON.stringify(value)
