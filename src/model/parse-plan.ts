import { UsageError } from './errors.js'
import { parseAs, parseJson } from './parse-json.js'
import { type JournalEntry, type Plan, planSchema } from './plan.js'

/** @throws UsageError naming the field of a stored plan that is not as it must be */
export const parsePlan = (text: string, where: string): Plan =>
  parseAs(planSchema, parseJson(text, where, 'plan again'), where)

/**
 * Journal entries, one a line. A last line without its end is what a crash left of an entry that was not kept.
 * @throws UsageError naming the line that is not JSON
 */
export function parseJournal(text: string, where: string): JournalEntry[] {
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
  return lines.map((line, i) => {
    try {
      return JSON.parse(line) as JournalEntry
    } catch (cause) {
      throw new UsageError(`Journal ${where}: line ${i + 1} is not JSON.`, { cause })
    }
  })
}
