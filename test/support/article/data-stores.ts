import type { RegionSnapshot } from '../../../src/model/snapshot.js'
import { ok } from './common.js'

/** None: a scenario adds those that it is about. */
export function dataStores(): Pick<RegionSnapshot, 'caches' | 'warehouses' | 'searchDomains' | 'kubernetesClusters'> {
  return {
    caches: ok('elasticache:DescribeReplicationGroups', []),
    warehouses: ok('redshift:DescribeClusters', []),
    searchDomains: ok('es:ListDomainNames', []),
    kubernetesClusters: ok('eks:ListClusters', []),
  }
}
