import type { JournalEntry } from '../../../model/plan.js'
import type { PlanStore } from '../../../model/plan-store.js'

/** What earlier commands did to a sample was forgotten with it: each sees the sample as it was, and its own part of the journal. */
export function simulatedStore(store: PlanStore): PlanStore {
  const entries: JournalEntry[] = []
  return {
    save: (plan) => store.save(plan),
    load: (planId) => store.load(planId),
    lock: (name, holder) => store.lock(name, holder),
    async record(entry) {
      await store.record(entry)
      entries.push(entry)
    },
    journal: async (planId) => entries.filter((entry) => entry.planId === planId),
  }
}
