import type { Database } from '../../model/database.js'
import type { Hop } from '../../model/finding.js'
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
  /** Set for a proxy: its ways to its own databases. */
  legs?: readonly ProxyLeg[]
}

/** From a proxy to a database behind it. */
export interface ProxyLeg {
  database: Database
  /** Among those of the whole path, the same objects. */
  hops: readonly Hop[]
}
