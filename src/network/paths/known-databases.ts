import { databasesOf } from '../../inventory/databases.js'
import { DEFAULT_CONFIG } from '../../model/config.js'
import { type Database, isCluster, type ProxyTarget } from '../../model/database.js'
import { groupBy } from '../../model/group-by.js'
import type { RegionSnapshot } from '../../model/snapshot.js'
import { plainName } from '../dns/names.js'
import type { Network } from '../network.js'

interface Index {
  byName: Map<string, Database[]>
  byId: Map<string, readonly Database[]>
}

const indexes = new WeakMap<Network, Index>()

/**
 * The databases of the account that an endpoint's name leads to: the readers of a cluster for its reader endpoint, a
 * member for its own. Empty: no such endpoint is known.
 */
export const databasesNamed = (name: string, network: Network): readonly Database[] =>
  indexOf(network).byName.get(plainName(name)) ?? []

/** What a proxy leads to: several where RDS does not say whether an instance or a cluster of that name is meant. */
export const databasesBehind = ({ id, isCluster: wanted }: ProxyTarget, region: string, network: Network): Database[] =>
  (indexOf(network).byId.get(`${region}/${id}`) ?? []).filter(
    ({ kind }) => wanted === undefined || isCluster(kind) === wanted,
  )

function indexOf(network: Network): Index {
  const known = indexes.get(network)
  if (known) return known
  const index: Index = { byName: new Map(), byId: new Map() }
  for (const region of network.snapshot.regions) addRegion(index, region)
  indexes.set(network, index)
  return index
}

function addRegion({ byName, byId }: Index, region: RegionSnapshot): void {
  const databases = databasesOf(region, DEFAULT_CONFIG)
  const instances = everyInstance(region)
  for (const [id, same] of groupBy(databases.filter(isOfRds), ({ databaseId }) => databaseId))
    byId.set(`${region.region}/${id}`, same)
  for (const database of [...instances, ...databases]) {
    if (database.endpoint !== undefined) byName.set(plainName(database.endpoint), [database])
    if (database.readerEndpoint !== undefined)
      byName.set(plainName(database.readerEndpoint), readersOf(database, instances, region))
  }
}

/** What may stand behind a proxy: a cache, say, may have the same name. */
const isOfRds = ({ kind }: Database): boolean => kind === 'instance' || isCluster(kind)

/** The members of clusters among them. */
const everyInstance = (region: RegionSnapshot): Database[] =>
  databasesOf(
    { ...region, dbClusters: { outcome: 'ok', api: 'rds:DescribeDBClusters', value: [] } },
    DEFAULT_CONFIG,
  ).filter((database) => database.kind === 'instance')

/** The reader endpoint of a cache leads to each of its replicas in turn; without any, to the primary. */
function replicasOf({ availabilityZone: _, ...cache }: Database): Database {
  const { readerEndpoint, readerZones } = cache
  return {
    ...cache,
    ...(readerEndpoint !== undefined && { endpoint: readerEndpoint }),
    ...(readerZones && { leadsTo: 'nodes' }),
  }
}

/** A cluster without readers answers for them by its writer. */
function readersOf(cluster: Database, instances: readonly Database[], { dbClusters }: RegionSnapshot): Database[] {
  if (!isCluster(cluster.kind)) return [replicasOf(cluster)]
  const clusters = dbClusters.outcome === 'ok' ? dbClusters.value : []
  const members = clusters.find((c) => c.dbClusterIdentifier === cluster.databaseId)?.members ?? []
  const ids = members.filter((member) => !member.isClusterWriter).map((member) => member.dbInstanceIdentifier)
  const readers = instances.filter((instance) => ids.includes(instance.databaseId))
  return readers.length === ids.length && readers.length > 0 ? readers : [cluster]
}
