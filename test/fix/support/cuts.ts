import type { JournalEntry } from '../../../src/model/plan.js'
import type { SampleAccount } from '../../../src/sample/account.js'
import { MANY } from '../../support/runs.js'
import { type FixWorld, fixWorld } from './fix-world.js'
import { MemoryStore } from './memory-store.js'

/** What is left of a process that was killed: the account, the plans and what was written down. */
export interface Cut {
  /** The first of the kills that leave just this. */
  at: string
  account: SampleAccount
  store: MemoryStore
}

/**
 * Does something in an account once, and gives what a kill before and after every single call would have left: each
 * state once, since a kill between two reads leaves what the kill before them did.
 */
export async function cutsOf(
  account: SampleAccount,
  store: MemoryStore,
  act: (world: FixWorld) => Promise<unknown>,
): Promise<Cut[]> {
  const cuts = new Map<string, Cut>()
  let call = 0
  const keep = (when: 'before' | 'after', operation: string) => {
    const key = textOf([account, store.entries])
    if (!cuts.has(key))
      cuts.set(key, {
        at: `${when} call ${call}, ${operation}`,
        account: structuredClone(account),
        store: copyOf(store),
      })
  }
  await act(
    fixWorld(account, {
      store,
      intercept(operation) {
        call += 1
        keep('before', operation)
      },
      afterwards: (operation) => keep('after', operation),
    }),
  )
  return [...cuts.values()]
}

/** The lock of who was killed is free again. */
function copyOf(store: MemoryStore): MemoryStore {
  const copy = new MemoryStore()
  for (const [id, plan] of store.plans) copy.plans.set(id, structuredClone(plan))
  copy.entries.push(...structuredClone<JournalEntry[]>(store.entries))
  return copy
}

const textOf = (value: unknown) =>
  JSON.stringify(value, (_key, item) => (item instanceof Map ? [...item.entries()] : item))

/** Some of the places under `npm test`, all of them where there is time for much. */
export const someOf = <T>(cuts: readonly T[]): T[] => cuts.filter((_, i) => MANY || i % 3 === 0)
