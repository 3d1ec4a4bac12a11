import type { JournalEntry, Plan } from './plan.js'

/** Keeps what happened, for people and for a later look. An entry is kept when the promise is fulfilled. */
export interface Journal {
  record(entry: JournalEntry): Promise<void>
}

/** Where plans wait for approval, with the journal of what was done. */
export interface PlanStore extends Journal {
  save(plan: Plan): Promise<void>
  /** `undefined`: no such plan here. */
  load(planId: string): Promise<Plan | undefined>
}
