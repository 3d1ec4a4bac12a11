import type { Collected, CollectFailure } from '../model/collected.js'
import type { Database, DatabaseKind } from '../model/database.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import type { DataStore } from '../model/snapshot-data-stores.js'
import { once } from './once.js'
import { whyPlaceless } from './placeless.js'

/** The lists in which they are. */
export const dataStoreLists = ({ caches, warehouses, searchDomains, kubernetesClusters }: RegionSnapshot) => [
  caches,
  warehouses,
  searchDomains,
  kubernetesClusters,
]

/** The lists of them that could not be read. Where AWS has no such service, there is nothing of it. */
export const unreadStoreLists = (region: RegionSnapshot): CollectFailure[] =>
  dataStoreLists(region).filter(
    (list): list is CollectFailure => list.outcome !== 'ok' && list.outcome !== 'unsupported',
  )

/** Why a VPC may hold some that are not known to be in it: a list, or which VPC one is in, could not be read. */
export const unreadStores = once((region: RegionSnapshot): readonly CollectFailure[] => [
  ...unreadStoreLists(region),
  ...storesWithoutVpc(region),
])

/** Why it is not known in which VPC some are that are listed. */
export const storesWithoutVpc = (region: RegionSnapshot): CollectFailure[] =>
  dataStoresOf(region).flatMap((store) => (store.vpcId === undefined ? [whyPlaceless(store, region)] : []))

/**
 * The caches, warehouses, search domains and Kubernetes APIs among a region's databases. A list of them that could not
 * be read is a gap of that kind alone, which says nothing of the others.
 */
export function dataStoresOf(region: RegionSnapshot): Database[] {
  const of = (list: Collected<DataStore[]>, kind: DatabaseKind) => {
    if (list.outcome !== 'ok') return []
    const count = new Map<string, number>()
    for (const { name } of list.value) count.set(name, (count.get(name) ?? 0) + 1)
    return list.value.map((store) => ({
      ...databaseOf(store, kind, region.region),
      ...((count.get(store.name) ?? 0) > 1 && ownName(store)),
    }))
  }
  return [
    ...of(region.caches, 'cache'),
    ...of(region.warehouses, 'warehouse'),
    ...of(region.searchDomains, 'search'),
    ...of(region.kubernetesClusters, 'kubernetes'),
  ]
}

/**
 * A service names what is serverless and what is not apart from each other, as ElastiCache does replication groups and
 * clusters that belong to none: the other one keeps the name.
 */
function ownName({ name, arn, isServerless }: DataStore): Pick<Database, 'databaseId' | 'serviceName'> | undefined {
  const form = isServerless ? 'serverless' : LONE_CACHE.test(arn ?? '') ? 'cluster' : undefined
  return form && { databaseId: `${form}:${name}`, serviceName: name }
}

const LONE_CACHE = /^arn:[^:]*:elasticache:[^:]*:[^:]*:cluster:/

/** How a name leads to what is spread over nodes: DNS answers with each in turn. */
function spreadOf({ engine, isSharded, isServerless }: DataStore, kind: DatabaseKind): Database['leadsTo'] {
  if (kind === 'search' || (kind === 'cache' && isServerless === true)) return 'subnets'
  return kind === 'kubernetes' || isSharded === true || engine === 'redshift-serverless' ? 'nodes' : undefined
}

function databaseOf(store: DataStore, kind: DatabaseKind, region: string): Database {
  const { name, engine, status, endpoint, isTlsRequired, iamAuthentication = false, vpcSecurityGroups } = store
  const { subnetIds, interfaceDescriptions } = store
  const leadsTo = spreadOf(store, kind)
  return {
    ...{ databaseId: name, kind, engine, region, status, iamAuthentication, subnetIds, interfaceDescriptions },
    ...(endpoint && { endpoint: endpoint.address, port: endpoint.port }),
    ...(store.readerEndpoint !== undefined && { readerEndpoint: store.readerEndpoint }),
    ...(store.vpcId !== undefined && { vpcId: store.vpcId }),
    ...(store.availabilityZone !== undefined && { availabilityZone: store.availabilityZone }),
    ...(store.nodeZones && { nodeZones: store.nodeZones }),
    ...(store.readerZones && { readerZones: store.readerZones }),
    ...(leadsTo && { leadsTo }),
    securityGroups: vpcSecurityGroups.map((group) => ({ groupId: group.vpcSecurityGroupId, status: group.status })),
    ...(store.publiclyAccessible !== undefined && { publiclyAccessible: store.publiclyAccessible }),
    ...(store.publicAccessCidrs && { publicAccessCidrs: store.publicAccessCidrs }),
    ...(isTlsRequired !== undefined && { requireTls: isTlsRequired }),
    ...(store.isSharded === true && { isSharded: true }),
    ...(store.masterUsername !== undefined && { masterUsername: store.masterUsername }),
    ...(store.databaseName !== undefined && { databaseName: store.databaseName }),
  }
}
