import type { LeftStep, PlanAsCode } from '../model/plan-as-code.js'
import { printable } from '../model/printable.js'
import type { RenderOptions } from './types.js'

/** What of a plan is not in its template, with the commands that do it. */
export function renderLeft({ steps, left }: PlanAsCode, options: RenderOptions): string {
  const total = steps + left.length
  if (total === 0) return 'There is nothing to do.'
  if (left.length === 0) return `The template has ${total === 1 ? 'the one step' : `all ${total} steps`} of the plan.`
  const of = (when: LeftStep['when']) => left.filter((each) => each.when === when)
  return [
    steps === 0
      ? 'No step of the plan is infrastructure that a template could make.'
      : `The template has ${steps} of ${total} steps of the plan; the others are not infrastructure that it could make.`,
    ...section('Run these before the template is carried out:', of('before'), options),
    ...section(steps === 0 ? 'Run these:' : 'Run these after it has been carried out:', of('after'), options),
  ].join('\n')
}

function section(heading: string, steps: readonly LeftStep[], { shell }: RenderOptions): string[] {
  if (steps.length === 0) return []
  const lines = steps.flatMap(({ step: { title, command }, why }) => [
    `  ${printable(title)}`,
    `      ${printable(why)}`,
    ...command[shell ?? 'bash'].split('\n').map((line) => `      ${printable(line)}`),
  ])
  return ['', heading, ...lines]
}
