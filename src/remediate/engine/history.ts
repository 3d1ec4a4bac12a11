import type { Facts, JournalEntry, Plan } from '../../model/plan.js'
import type { StepIdentity } from '../change-handler.js'

/** What the journal knows of a step. */
export interface StepHistory {
  /** What was there before the first request. */
  before?: Facts
  after?: Facts
  created?: string
  /** When its effect was first seen. */
  doneAt?: Date
  /** Something may have been done: a request was begun, and what it did was not taken back. */
  touched: boolean
  /** The effect was seen. */
  done: boolean
  undone: boolean
  /** How often it was taken back. */
  timesUndone: number
}

/** By step id. */
export type History = Map<string, StepHistory>

/** Reads a journal, the oldest entry first. */
export function historyOf(entries: readonly JournalEntry[]): History {
  const history: History = new Map()
  for (const entry of entries) history.set(entry.stepId, after(history.get(entry.stepId), entry))
  return history
}

const UNTOUCHED: StepHistory = { touched: false, done: false, undone: false, timesUndone: 0 }

function after(history: StepHistory = UNTOUCHED, entry: JournalEntry): StepHistory {
  switch (entry.event) {
    case 'begun':
      // A second try finds what the first has left: what was there before it is what counts.
      return {
        ...history,
        ...(!history.touched && entry.before && { before: entry.before }),
        touched: true,
        undone: false,
      }
    case 'done':
      return {
        ...history,
        ...(entry.after && { after: entry.after }),
        ...(entry.created !== undefined && { created: entry.created }),
        doneAt: history.doneAt ?? new Date(entry.at),
        touched: true,
        done: true,
      }
    case 'undone':
      return { touched: false, done: false, undone: true, timesUndone: history.timesUndone + 1 }
    case 'failed':
      return history
  }
}

/** What a step of a plan is known by. */
export const identityOf = ({ planId, createdAt }: Plan, stepId: string, history: History): StepIdentity => ({
  ...{ planId, stepId, plannedAt: new Date(createdAt) },
  timesUndone: history.get(stepId)?.timesUndone ?? 0,
})

/** What the steps have made, by step id. */
export const createdBy = (history: History): Map<string, string> =>
  new Map(
    [...history].flatMap(([id, { created }]): [string, string][] => (created === undefined ? [] : [[id, created]])),
  )
