import type { CollectFailure } from '../model/collected.js'
import type { Config } from '../model/config.js'
import type { Database, DatabaseKind, ProxyTarget } from '../model/database.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import type { DbCluster, DbInstance, DbProxy } from '../model/snapshot-databases.js'
import { dataStoresOf } from './data-stores.js'
import { once } from './once.js'
import { whyPlaceless } from './placeless.js'
import { auditedVpcs } from './vpcs.js'

/**
 * The region's databases: clusters, instances that are no members of one, proxies, what lies beyond RDS, and the
 * config's targets.
 * Lists that could not be read contribute nothing here: ask `databasesIncomplete` before concluding that there are none.
 * A member of a cluster is no database of its own, also where its cluster could not be read.
 */
export function databasesOf(region: RegionSnapshot, config: Config): Database[] {
  return [...databasesOfRds(region), ...dataStoresOf(region), ...targetsOf(region, config)].sort((a, b) =>
    a.databaseId < b.databaseId ? -1 : 1,
  )
}

function databasesOfRds(region: RegionSnapshot): Database[] {
  const clusters = region.dbClusters.outcome === 'ok' ? region.dbClusters.value : []
  const instances = region.dbInstances.outcome === 'ok' ? region.dbInstances.value : []
  const proxies = region.dbProxies.outcome === 'ok' ? region.dbProxies.value : []
  const clusterIds = new Set(clusters.map((c) => c.dbClusterIdentifier))
  const isMember = ({ dbClusterIdentifier: id }: DbInstance) =>
    id !== undefined && (region.dbClusters.outcome !== 'ok' || clusterIds.has(id))
  const vpcBySubnetGroup = new Map(
    region.dbSubnetGroups.outcome === 'ok'
      ? region.dbSubnetGroups.value.map((group) => [group.dbSubnetGroupName, group.vpcId])
      : [],
  )
  const context = { region: region.region, vpcBySubnetGroup, instances }
  return [
    ...clusters.map((cluster) => fromCluster(cluster, context)),
    ...instances.filter((i) => !isMember(i)).map((instance) => fromInstance(instance, context)),
    ...proxies.map((proxy) => fromProxy(proxy, region.region)),
  ]
}

/** The lists that may hold databases and could not be read. A region without RDS Proxy has no proxies. */
export const unreadLists = ({ dbInstances, dbClusters, dbProxies }: RegionSnapshot): CollectFailure[] =>
  [dbInstances, dbClusters, ...(dbProxies.outcome === 'unsupported' ? [] : [dbProxies])].filter(
    (list): list is CollectFailure => list.outcome !== 'ok',
  )

/** Why a VPC may hold more databases than are known to be in it: a list, or which VPC one is in, could not be read. */
export const databasesIncomplete = once((region: RegionSnapshot): { failure: CollectFailure | undefined } => {
  const [unread] = unreadLists(region)
  if (unread) return { failure: unread }
  const [placeless] = databasesOfRds(region).filter((database) => database.vpcId === undefined)
  return { failure: placeless && whyPlaceless(placeless, region) }
})

interface Context {
  region: string
  vpcBySubnetGroup: Map<string, string | undefined>
  instances: DbInstance[]
}

const groupsOf = (groups: DbInstance['vpcSecurityGroups']) =>
  groups.map((g) => ({ groupId: g.vpcSecurityGroupId, status: g.status }))

function fromInstance(instance: DbInstance, { region, vpcBySubnetGroup }: Context): Database {
  const vpcId = instance.vpcId ?? vpcBySubnetGroup.get(instance.dbSubnetGroupName ?? '')
  return {
    databaseId: instance.dbInstanceIdentifier,
    kind: 'instance',
    engine: instance.engine,
    ...(instance.endpoint && { endpoint: instance.endpoint.address, port: instance.endpoint.port }),
    ...(vpcId !== undefined && { vpcId }),
    ...staysIn(instance),
    region,
    status: instance.status,
    ...(instance.dbSubnetGroupName !== undefined && { dbSubnetGroupName: instance.dbSubnetGroupName }),
    securityGroups: groupsOf(instance.vpcSecurityGroups),
    publiclyAccessible: instance.publiclyAccessible,
    iamAuthentication: instance.iamDatabaseAuthenticationEnabled,
    ...(instance.masterUsername !== undefined && { masterUsername: instance.masterUsername }),
    ...(instance.dbName !== undefined && { databaseName: instance.dbName }),
  }
}

/** Without a standby in another zone an instance stays in its own; of a cluster's members each does. */
function staysIn({ availabilityZone, multiAz, dbClusterIdentifier }: DbInstance): Pick<Database, 'nodeZones'> {
  const stays = multiAz === false || dbClusterIdentifier !== undefined
  return stays && availabilityZone !== undefined ? { nodeZones: [availabilityZone] } : {}
}

/**
 * A reader becomes the writer, so that a cluster's endpoint leads to a zone with a member. One without readers has its only
 * instance made again, wherever that succeeds.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html
 */
function zonesOfMembers(cluster: DbCluster, instances: readonly DbInstance[]): Pick<Database, 'nodeZones'> {
  const zones = cluster.members.map(
    ({ dbInstanceIdentifier: id }) => instances.find((i) => i.dbInstanceIdentifier === id)?.availabilityZone,
  )
  const known = zones.filter((zone) => zone !== undefined)
  return zones.length > 1 && known.length === zones.length ? { nodeZones: [...new Set(known)] } : {}
}

const KINDS: ReadonlyMap<string, DatabaseKind> = new Map([
  ['docdb', 'docdb'],
  ['neptune', 'neptune'],
])

function fromCluster(cluster: DbCluster, { region, vpcBySubnetGroup, instances }: Context): Database {
  const members = instances.filter((i) => i.dbClusterIdentifier === cluster.dbClusterIdentifier)
  const subnetGroup = cluster.dbSubnetGroupName ?? members.find((m) => m.dbSubnetGroupName)?.dbSubnetGroupName
  const vpcId = vpcBySubnetGroup.get(subnetGroup ?? '') ?? members.find((m) => m.vpcId)?.vpcId
  return {
    databaseId: cluster.dbClusterIdentifier,
    kind: KINDS.get(cluster.engine) ?? 'cluster',
    engine: cluster.engine,
    ...(cluster.endpoint !== undefined && { endpoint: cluster.endpoint }),
    ...(cluster.readerEndpoint !== undefined && { readerEndpoint: cluster.readerEndpoint }),
    ...(cluster.port !== undefined && { port: cluster.port }),
    ...(vpcId !== undefined && { vpcId }),
    ...zonesOfMembers(cluster, members),
    region,
    status: cluster.status,
    ...(subnetGroup !== undefined && { dbSubnetGroupName: subnetGroup }),
    securityGroups: groupsOf(cluster.vpcSecurityGroups),
    publiclyAccessible: cluster.publiclyAccessible === true || members.some((m) => m.publiclyAccessible),
    iamAuthentication: cluster.iamDatabaseAuthenticationEnabled,
    ...(cluster.masterUsername !== undefined && { masterUsername: cluster.masterUsername }),
    ...(cluster.databaseName !== undefined && { databaseName: cluster.databaseName }),
  }
}

/** The engine families that a proxy speaks, with their ports; a proxy has no port of its own in the API. */
const PROXY_FAMILIES = new Map([
  ['POSTGRESQL', { engine: 'postgres', port: 5432 }],
  ['MYSQL', { engine: 'mysql', port: 3306 }],
  ['SQLSERVER', { engine: 'sqlserver', port: 1433 }],
])

function fromProxy(proxy: DbProxy, region: string): Database {
  const targets = proxy.targets.outcome === 'ok' ? proxy.targets.value : []
  const family = PROXY_FAMILIES.get(proxy.engineFamily)
  return {
    databaseId: proxy.dbProxyName,
    kind: 'proxy',
    engine: family?.engine ?? proxy.engineFamily.toLowerCase(),
    ...(proxy.endpoint !== undefined && { endpoint: proxy.endpoint }),
    ...(family && { port: family.port }),
    ...(proxy.vpcId !== undefined && { vpcId: proxy.vpcId }),
    region,
    status: proxy.status,
    subnetIds: proxy.vpcSubnetIds,
    securityGroups: proxy.vpcSecurityGroupIds.map((groupId) => ({ groupId, status: 'active' })),
    iamAuthentication: takesTokens(proxy),
    requireTls: proxy.requireTls,
    ...(proxy.targets.outcome === 'ok' && { proxyTargets: proxyTargetsOf(targets) }),
  }
}

type Registered = Extract<DbProxy['targets'], { outcome: 'ok' }>['value'][number]

/** A cluster is registered with each of its members, and is one database. */
function proxyTargetsOf(registered: readonly Registered[]): ProxyTarget[] {
  const targets = registered.flatMap(({ type, rdsResourceId, trackedClusterId }): ProxyTarget[] => {
    if (trackedClusterId !== undefined) return [{ id: trackedClusterId, isCluster: true }]
    const isCluster = TARGET_TYPES.get(type)
    return rdsResourceId === undefined ? [] : [{ id: rdsResourceId, ...(isCluster !== undefined && { isCluster }) }]
  })
  return [...new Map(targets.map((target) => [JSON.stringify(target), target])).values()]
}

/**
 * Whether what is registered is a cluster.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBProxyTarget.html
 */
const TARGET_TYPES = new Map([
  ['TRACKED_CLUSTER', true],
  ['RDS_INSTANCE', false],
])

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_UserAuthConfigInfo.html */
const takesTokens = ({ defaultAuthScheme, auth = [] }: DbProxy) =>
  defaultAuthScheme === 'IAM_AUTH' || auth.some(({ iamAuth }) => iamAuth === 'REQUIRED' || iamAuth === 'ENABLED')

function targetsOf(region: RegionSnapshot, config: Config): Database[] {
  const vpcIds = new Set(auditedVpcs(region).map(({ vpcId }) => vpcId))
  return config.targets
    .filter((target) => vpcIds.has(target.vpcId))
    .map((target) => ({
      databaseId: target.name,
      kind: 'target',
      engine: target.engine ?? '',
      endpoint: target.host,
      port: target.port,
      vpcId: target.vpcId,
      region: region.region,
      status: 'configured',
      securityGroups: [],
      iamAuthentication: false,
    }))
}
