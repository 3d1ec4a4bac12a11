import type { JournalEntry, Plan } from '../../../src/model/plan.js'
import type { LockHolder, PlanStore } from '../../../src/model/plan-store.js'

/** Plans, journals and locks of a test. */
export class MemoryStore implements PlanStore {
  readonly plans = new Map<string, Plan>()
  readonly entries: JournalEntry[] = []
  readonly locks = new Map<string, LockHolder>()

  async save(plan: Plan): Promise<void> {
    this.plans.set(plan.planId, structuredClone(plan))
  }
  async load(planId: string): Promise<Plan | undefined> {
    return structuredClone(this.plans.get(planId))
  }
  async record(entry: JournalEntry): Promise<void> {
    this.entries.push(structuredClone(entry))
  }
  async journal(planId: string): Promise<JournalEntry[]> {
    return structuredClone(this.entries.filter((entry) => entry.planId === planId))
  }
  async lock(name: string, holder: LockHolder) {
    const held = this.locks.get(name)
    if (held) return { heldBy: held }
    this.locks.set(name, holder)
    return {
      release: async () => {
        this.locks.delete(name)
      },
    }
  }
}
