import type { Snapshot } from '../model/snapshot.js'

/** The snapshot's network, indexed once for all flows. */
export interface Network {
  snapshot: Snapshot
}

export function createNetwork(snapshot: Snapshot): Network {
  return { snapshot }
}
