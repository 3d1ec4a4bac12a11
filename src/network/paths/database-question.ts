import type { PathResult } from '../values/hops.js'
import type { Intervals } from '../values/intervals.js'

export interface DatabaseQuestion {
  ephemeral: Intervals
  /** Region of the host. */
  region: string
}

export interface DatabasePath extends PathResult {
  /** Set when the database is reached now and not in these subnets, where a failover may move it. */
  blockedAfterFailover?: string[]
  /** Set for a proxy: whether it reaches its own databases. */
  backend?: PathResult
}
