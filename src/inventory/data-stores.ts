import type { Collected } from '../model/collected.js'
import type { Database, DatabaseKind } from '../model/database.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import type { DataStore } from '../model/snapshot-data-stores.js'

/** The lists in which they are. */
export const dataStoreLists = ({ caches, warehouses, searchDomains, kubernetesClusters }: RegionSnapshot) => [
  caches,
  warehouses,
  searchDomains,
  kubernetesClusters,
]

/** Those that may hold some and could not be read. Where AWS has no such service, there is nothing of it. */
export const unreadStores = (region: RegionSnapshot): Collected<DataStore[]>[] =>
  dataStoreLists(region).filter(({ outcome }) => outcome !== 'ok' && outcome !== 'unsupported')

/**
 * The caches, warehouses, search domains and Kubernetes APIs among a region's databases. A list of them that could not
 * be read is a gap of that kind alone, which says nothing of the others.
 */
export function dataStoresOf(region: RegionSnapshot): Database[] {
  const of = (list: Collected<DataStore[]>, kind: DatabaseKind) =>
    list.outcome === 'ok' ? list.value.map((store) => databaseOf(store, kind, region.region)) : []
  return [
    ...of(region.caches, 'cache'),
    ...of(region.warehouses, 'warehouse'),
    ...of(region.searchDomains, 'search'),
    ...of(region.kubernetesClusters, 'kubernetes'),
  ]
}

function databaseOf(store: DataStore, kind: DatabaseKind, region: string): Database {
  const { name, engine, status, endpoint, isTlsRequired, iamAuthentication = false, vpcSecurityGroups } = store
  const { subnetIds, interfaceDescriptions } = store
  return {
    ...{ databaseId: name, kind, engine, region, status, iamAuthentication, subnetIds, interfaceDescriptions },
    ...(endpoint && { endpoint: endpoint.address, port: endpoint.port }),
    ...(store.readerEndpoint !== undefined && { readerEndpoint: store.readerEndpoint }),
    ...(store.vpcId !== undefined && { vpcId: store.vpcId }),
    ...(store.availabilityZone !== undefined && { availabilityZone: store.availabilityZone }),
    securityGroups: vpcSecurityGroups.map((group) => ({ groupId: group.vpcSecurityGroupId, status: group.status })),
    ...(store.publiclyAccessible !== undefined && { publiclyAccessible: store.publiclyAccessible }),
    ...(store.publicAccessCidrs && { publicAccessCidrs: store.publicAccessCidrs }),
    ...(isTlsRequired !== undefined && { requireTls: isTlsRequired }),
    ...(store.isSharded === true && { isSharded: true }),
    ...(store.masterUsername !== undefined && { masterUsername: store.masterUsername }),
    ...(store.databaseName !== undefined && { databaseName: store.databaseName }),
  }
}
