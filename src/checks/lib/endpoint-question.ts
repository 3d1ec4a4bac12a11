import type { Inventory, RegionInventory } from '../../inventory/inventory.js'
import type { EndpointService } from '../../model/config.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import type { Network } from '../../network/index.js'

/** Whether a VPC has the endpoint that its hosts need for a service. */
export interface EndpointQuestion {
  service: EndpointService
  vpcId: string
  hosts: readonly Instance[]
  inventory: Inventory
  network: Network
  region: RegionInventory
  accountId: string
  /** Reasons of the derived need. */
  neededFor: string[]
}
