import type { Snapshot } from '../model/snapshot.js'

/** One snapshot's principals and policies. What is computed of them is kept as long as this object lives. */
export interface Iam {
  readonly snapshot: Snapshot
}

export function createIam(snapshot: Snapshot): Iam {
  return { snapshot }
}
