import type { Plan } from '../../model/plan.js'
import type { Json, Properties } from '../code-form.js'
import type { Selection, Unit } from './select.js'

/** What a template says of the plan that it is of; the same for the same plan. */
export const aboutPlan = ({ planId, scope }: Plan, { units, left }: Selection) => ({
  planId,
  accountId: scope.accountId,
  steps: units.map(({ step: { id, title } }) => ({ id, title })),
  notInfrastructure: left.map(({ step: { id, title, command }, when, why }) => ({
    ...{ id, title, when, why },
    commands: command.bash.split('\n'),
  })),
})

/** In the order of their names. */
export const regionsOf = (units: readonly Unit[]): string[] =>
  [...new Set(units.map(({ step }) => step.change.input.region))].sort()

/** What units need beside their resources, once. */
export function sectionsOf(units: readonly Unit[]): { [section: string]: Properties } {
  const all: Record<string, Record<string, Json>> = {}
  for (const { sections } of units)
    for (const [section, entries] of Object.entries(sections)) all[section] = { ...all[section], ...entries }
  return all
}
