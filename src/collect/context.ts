import type { Clients } from '../aws/clients.js'
import type { Runner } from './runner.js'

/** What every collector of a region is given. */
export interface RegionContext {
  clients: Clients
  runner: Runner
  region: string
  accountId: string
  partition: string
}
