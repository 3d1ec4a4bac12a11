import type { Snapshot } from '../model/snapshot.js'

/** The snapshot's principals and policies, indexed once for all questions. */
export interface Iam {
  snapshot: Snapshot
}

export function createIam(snapshot: Snapshot): Iam {
  return { snapshot }
}
