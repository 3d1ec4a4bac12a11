import type { Plan } from '../../model/plan.js'
import { printable } from '../printable.js'
import { indexReport } from '../report-index.js'

/** What a step is going to make, as its id ends: a name, or what it is of. */
const NEW_NAME = /new:[A-Za-z0-9_.:/@+-]*?([A-Za-z0-9_./@+-]*[A-Za-z0-9])(?=[^A-Za-z0-9_.:/@+-]|[.:]+(?:\s|$)|$)/g

/** A sentence of the plan as people read it: names before ids, and what is yet to be made by its name. */
export function wordsOf({ names = [] }: Pick<Plan, 'names'>): (text: string) => string {
  const none = { vpcs: [], hosts: [], databases: [], tunnels: [], findings: [], problems: [] }
  const index = indexReport({ ...none, names })
  return (text) => index.named(printable(text).replace(NEW_NAME, '$1'))
}
