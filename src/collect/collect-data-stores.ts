import type { Collected } from '../model/collected.js'
import type { DataStore } from '../model/snapshot-data-stores.js'
import type { Subnet } from '../model/snapshot-network.js'
import type { RegionContext } from './context.js'
import { inVpcs } from './data-stores.js'
import { collectKubernetesClusters } from './eks.js'
import { collectCaches } from './elasticache.js'
import { collectSearchDomains } from './opensearch.js'
import { collectWarehouses } from './redshift.js'

type List = Promise<Collected<DataStore[]>>

/** What people open tunnels to beside RDS, each kind for itself. */
export function collectDataStores(context: RegionContext, subnets: Promise<Collected<Subnet[]>>): Record<Kind, List> {
  const placed = async (list: List) => inVpcs(await list, await subnets)
  return {
    caches: placed(collectCaches(context)),
    warehouses: placed(collectWarehouses(context)),
    searchDomains: collectSearchDomains(context),
    kubernetesClusters: collectKubernetesClusters(context),
  }
}

type Kind = 'caches' | 'warehouses' | 'searchDomains' | 'kubernetesClusters'
