import { UsageError } from './errors.js'
import { parseAs, parseJson } from './parse-json.js'
import type { JournalEntry, Plan } from './plan.js'
import { journalEntrySchema, planSchema } from './plan-schema.js'

/** @throws UsageError naming the field of a stored plan that is not as it must be */
export const parsePlan = (text: string, where: string): Plan =>
  parseAs(planSchema, parseJson(text, where, 'plan again'), where)

/**
 * Entries of a plan's journal, one a line. A last line without its end is what a crash left of an entry that was not kept.
 * @throws UsageError naming the line that is no entry of it, and what is amiss there
 */
export const parseJournal = (text: string, where: string, planId: string): JournalEntry[] =>
  text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .flatMap((line, i) => (line === '' ? [] : parseJournalEntry(line, `Journal ${where}: line ${i + 1}`, planId)))

/** @throws UsageError naming what is amiss with an entry: whoever read on might do again what was done */
export function parseJournalEntry(text: string, what: string, planId: string): JournalEntry {
  const entry = parseAs(journalEntrySchema, jsonOf(text, what), what)
  if (entry.planId === planId) return entry
  throw new UsageError(`${what}: planId: expected ${planId}, not ${JSON.stringify(entry.planId)}.`)
}

function jsonOf(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UsageError(`${what} is not JSON.`, { cause })
  }
}
