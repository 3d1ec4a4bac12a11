import type { Plan, StepResult } from '../../model/plan.js'

/** What became of a step, in a line while the others go on: `3 of 11 done: Start i-0a1.` */
export function progressText({ steps }: Pick<Plan, 'steps'>, { id, state, message }: StepResult): string {
  const at = steps.findIndex((step) => step.id === id)
  const title = steps[at]?.title ?? id
  return `${at + 1} of ${steps.length} ${state}: ${message === title ? title : `${title} ${message}`}`
}
