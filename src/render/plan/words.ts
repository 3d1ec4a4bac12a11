import type { Plan } from '../../model/plan.js'
import { printable } from '../../model/printable.js'
import { indexReport } from '../report-index.js'

/** What a step is going to make, as its id ends: a name, or what it is of. */
const NEW_NAME = /new:[A-Za-z0-9_.:/@+-]*?([A-Za-z0-9_./@+-]*[A-Za-z0-9])(?=[^A-Za-z0-9_.:/@+-]|[.:]+(?:\s|$)|$)/g

/** How the engine speaks of another step. */
const STEP = /\bStep (\S+:\S+)(?=\s)/g

/** A sentence of the plan as people read it: names before ids, what is yet to be made by its name, steps by number. */
export function wordsOf({ names = [], steps }: Pick<Plan, 'names' | 'steps'>): (text: string) => string {
  const none = { vpcs: [], hosts: [], databases: [], tunnels: [], findings: [], problems: [] }
  const index = indexReport({ ...none, names })
  const numbers = new Map(steps.map(({ id }, i) => [id, String(i + 1)]))
  const numbered = (text: string) => text.replace(STEP, (_, id: string) => `Step ${numbers.get(id) ?? id}`)
  return (text) => index.named(printable(numbered(text)).replace(NEW_NAME, '$1'))
}
