import type { JournalEntry, Plan } from './plan.js'

/** Whoever applies or reverts a plan, as others are told. */
export interface LockHolder {
  planId: string
  /** User and machine, or function. */
  by: string
  /** ISO 8601. */
  since: string
}

/** Where plans wait for approval, with the journal of what was done and the lock of who does it. */
export interface PlanStore {
  save(plan: Plan): Promise<void>
  /** `undefined`: no such plan here. */
  load(planId: string): Promise<Plan | undefined>
  /** An entry is kept when the promise is fulfilled. */
  record(entry: JournalEntry): Promise<void>
  /** Of one plan, the oldest first. */
  journal(planId: string): Promise<JournalEntry[]>
  /** Takes the lock of a name (an account and region), or says who holds it. */
  lock(name: string, holder: LockHolder): Promise<{ release(): Promise<void> } | { heldBy: LockHolder }>
}
