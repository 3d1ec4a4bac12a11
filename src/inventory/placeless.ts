import type { CollectFailure } from '../model/collected.js'
import type { Database, DatabaseKind } from '../model/database.js'
import type { RegionSnapshot } from '../model/snapshot.js'

/** The lists of what lies beyond RDS. */
const STORES: Partial<Record<DatabaseKind, 'caches' | 'warehouses' | 'searchDomains' | 'kubernetesClusters'>> = {
  cache: 'caches',
  warehouse: 'warehouses',
  search: 'searchDomains',
  kubernetes: 'kubernetesClusters',
}

/** The list that would say in which VPC a database lies: that of subnet groups, of subnets, or of its own kind. */
function placingList({ kind, subnetIds = [] }: Database, region: RegionSnapshot) {
  const store = STORES[kind]
  if (store !== undefined) return subnetIds.length > 0 ? region.subnets : region[store]
  return kind === 'proxy' ? region.dbProxies : region.dbSubnetGroups
}

/** Why it is not known in which VPC a database lies. */
export function whyPlaceless(database: Database, region: RegionSnapshot): CollectFailure {
  const list = placingList(database, region)
  if (list.outcome !== 'ok') return list
  return { outcome: 'error', api: list.api, message: `in which VPC ${database.databaseId} lies is not known` }
}
