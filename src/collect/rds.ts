import {
  paginateDescribeDBClusters,
  paginateDescribeDBInstances,
  paginateDescribeDBProxies,
  paginateDescribeDBProxyTargets,
  paginateDescribeDBSubnetGroups,
  type DBCluster as SdkCluster,
  type DBInstance as SdkInstance,
  type VpcSecurityGroupMembership,
} from '@aws-sdk/client-rds'
import type { Collected } from '../model/collected.js'
import type { DbCluster, DbInstance, DbProxy, DbSubnetGroup } from '../model/snapshot-databases.js'
import type { RegionContext } from './context.js'
import { defined, need } from './fields.js'

const PAGE_SIZE = 100

export function collectDbInstances({ clients, runner, region }: RegionContext): Promise<Collected<DbInstance[]>> {
  return runner.collectAll(
    'rds:DescribeDBInstances',
    (options) => paginateDescribeDBInstances({ client: clients.rds(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.DBInstances, token: (page) => page.Marker },
    instanceOf,
  )
}

function instanceOf(instance: SdkInstance): DbInstance {
  const { Address, Port } = instance.Endpoint ?? {}
  return defined({
    dbInstanceIdentifier: need(instance.DBInstanceIdentifier, 'DBInstanceIdentifier'),
    arn: instance.DBInstanceArn,
    dbiResourceId: instance.DbiResourceId,
    engine: instance.Engine ?? '',
    status: need(instance.DBInstanceStatus, 'DBInstanceStatus'),
    endpoint: Address === undefined || Port === undefined ? undefined : { address: Address, port: Port },
    dbSubnetGroupName: instance.DBSubnetGroup?.DBSubnetGroupName,
    vpcId: instance.DBSubnetGroup?.VpcId,
    vpcSecurityGroups: groupsOf(instance.VpcSecurityGroups),
    publiclyAccessible: isPublic(instance),
    dbClusterIdentifier: instance.DBClusterIdentifier,
    availabilityZone: instance.AvailabilityZone,
    multiAz: instance.MultiAZ,
    iamDatabaseAuthenticationEnabled: instance.IAMDatabaseAuthenticationEnabled ?? false,
    masterUsername: instance.MasterUsername,
    dbName: instance.DBName,
  })
}

/** Where instances were never public, answers may not say it. */
const PRIVATE_ENGINES = new Set(['docdb', 'neptune'])

/**
 * DocumentDB's instances never are; of Neptune's, those are that say so.
 * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/API_DBInstance.html
 */
function isPublic({ Engine = '', PubliclyAccessible }: SdkInstance): boolean {
  return PRIVATE_ENGINES.has(Engine) ? (PubliclyAccessible ?? false) : need(PubliclyAccessible, 'PubliclyAccessible')
}

function groupsOf(groups: readonly VpcSecurityGroupMembership[] | undefined): DbInstance['vpcSecurityGroups'] {
  return need(groups, 'VpcSecurityGroups').map((group) => ({
    vpcSecurityGroupId: need(group.VpcSecurityGroupId, 'VpcSecurityGroupId'),
    status: group.Status ?? '',
  }))
}

export function collectDbClusters({ clients, runner, region }: RegionContext): Promise<Collected<DbCluster[]>> {
  return runner.collectAll(
    'rds:DescribeDBClusters',
    (options) => paginateDescribeDBClusters({ client: clients.rds(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.DBClusters, token: (page) => page.Marker },
    clusterOf,
  )
}

function clusterOf(cluster: SdkCluster): DbCluster {
  return defined({
    dbClusterIdentifier: need(cluster.DBClusterIdentifier, 'DBClusterIdentifier'),
    arn: cluster.DBClusterArn,
    engine: cluster.Engine ?? '',
    engineMode: cluster.EngineMode,
    status: need(cluster.Status, 'Status'),
    endpoint: cluster.Endpoint,
    readerEndpoint: cluster.ReaderEndpoint,
    port: cluster.Port,
    dbSubnetGroupName: cluster.DBSubnetGroup,
    vpcSecurityGroups: groupsOf(cluster.VpcSecurityGroups),
    publiclyAccessible: cluster.PubliclyAccessible,
    members: need(cluster.DBClusterMembers, 'DBClusterMembers').map((member) => ({
      dbInstanceIdentifier: need(member.DBInstanceIdentifier, 'DBInstanceIdentifier'),
      isClusterWriter: need(member.IsClusterWriter, 'IsClusterWriter'),
    })),
    iamDatabaseAuthenticationEnabled: cluster.IAMDatabaseAuthenticationEnabled ?? false,
    masterUsername: cluster.MasterUsername,
    databaseName: cluster.DatabaseName,
  })
}

/** The proxies, each with what stands behind it: AWS has no list of all targets. */
export async function collectDbProxies(context: RegionContext): Promise<Collected<DbProxy[]>> {
  const { clients, runner, region } = context
  const proxies = await runner.collectAll(
    'rds:DescribeDBProxies',
    (options) => paginateDescribeDBProxies({ client: clients.rds(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.DBProxies, token: (page) => page.Marker },
    (proxy) =>
      defined({
        dbProxyName: need(proxy.DBProxyName, 'DBProxyName'),
        arn: proxy.DBProxyArn,
        engineFamily: proxy.EngineFamily ?? '',
        status: need(proxy.Status, 'Status'),
        endpoint: proxy.Endpoint,
        vpcId: proxy.VpcId,
        vpcSubnetIds: need(proxy.VpcSubnetIds, 'VpcSubnetIds'),
        vpcSecurityGroupIds: need(proxy.VpcSecurityGroupIds, 'VpcSecurityGroupIds'),
        requireTls: proxy.RequireTLS ?? false,
        defaultAuthScheme: proxy.DefaultAuthScheme,
        auth: proxy.Auth?.map(({ IAMAuth }) => defined({ iamAuth: IAMAuth })),
      }),
  )
  if (proxies.outcome !== 'ok') return proxies
  const value = await Promise.all(
    proxies.value.map(async (proxy) => ({ ...proxy, targets: await collectTargets(context, proxy.dbProxyName) })),
  )
  return { ...proxies, value }
}

function collectTargets({ clients, runner, region }: RegionContext, DBProxyName: string): Promise<DbProxy['targets']> {
  return runner.collectAll(
    'rds:DescribeDBProxyTargets',
    (options) =>
      paginateDescribeDBProxyTargets({ client: clients.rds(region), pageSize: PAGE_SIZE }, { DBProxyName }, options),
    { items: (page) => page.Targets, token: (page) => page.Marker },
    (target) =>
      defined({
        type: target.Type ?? '',
        rdsResourceId: target.RdsResourceId,
        trackedClusterId: target.TrackedClusterId,
        endpoint: target.Endpoint,
        port: target.Port,
        role: target.Role,
        healthState: target.TargetHealth?.State,
        healthReason: target.TargetHealth?.Reason,
      }),
  )
}

export function collectDbSubnetGroups({ clients, runner, region }: RegionContext): Promise<Collected<DbSubnetGroup[]>> {
  return runner.collectAll(
    'rds:DescribeDBSubnetGroups',
    (options) => paginateDescribeDBSubnetGroups({ client: clients.rds(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.DBSubnetGroups, token: (page) => page.Marker },
    (group) =>
      defined({
        dbSubnetGroupName: need(group.DBSubnetGroupName, 'DBSubnetGroupName'),
        vpcId: group.VpcId,
        subnets: (group.Subnets ?? []).map((subnet) =>
          defined({
            subnetIdentifier: need(subnet.SubnetIdentifier, 'SubnetIdentifier'),
            availabilityZone: subnet.SubnetAvailabilityZone?.Name,
            status: subnet.SubnetStatus ?? '',
          }),
        ),
      }),
  )
}
