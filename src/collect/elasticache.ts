import {
  type CacheCluster,
  type CacheSubnetGroup,
  type NodeGroupMember,
  paginateDescribeCacheClusters,
  paginateDescribeCacheSubnetGroups,
  paginateDescribeReplicationGroups,
  paginateDescribeServerlessCaches,
  type ReplicationGroup,
  type ServerlessCache,
} from '@aws-sdk/client-elasticache'
import type { Collected } from '../model/collected.js'
import { groupBy } from '../model/group-by.js'
import type { DataStore } from '../model/snapshot-data-stores.js'
import type { RegionContext } from './context.js'
import { joined } from './data-stores.js'
import { defined, need, needEach, present } from './fields.js'

const PAGE_SIZE = 100
const SERVERLESS_PAGE_SIZE = 50

/** Replication groups, clusters that belong to none, and serverless caches. */
export function collectCaches(context: RegionContext): Promise<Collected<DataStore[]>> {
  const { clients, runner, region } = context
  const paging = () => ({ client: clients.elasticache(region), pageSize: PAGE_SIZE })
  const token = (page: { Marker?: string | undefined }) => page.Marker
  const lists = {
    groups: runner.collectAll(
      'elasticache:DescribeReplicationGroups',
      (options) => paginateDescribeReplicationGroups(paging(), {}, options),
      { items: (page) => page.ReplicationGroups, token },
      (group) => group,
    ),
    clusters: runner.collectAll(
      'elasticache:DescribeCacheClusters',
      (options) => paginateDescribeCacheClusters(paging(), { ShowCacheNodeInfo: true }, options),
      { items: (page) => page.CacheClusters, token },
      (cluster) => cluster,
    ),
    subnetGroups: runner.collectAll(
      'elasticache:DescribeCacheSubnetGroups',
      (options) => paginateDescribeCacheSubnetGroups(paging(), {}, options),
      { items: (page) => page.CacheSubnetGroups, token },
      (group) => group,
    ),
    serverless: runner.collectAll(
      'elasticache:DescribeServerlessCaches',
      (options) =>
        paginateDescribeServerlessCaches(
          { client: clients.elasticache(region), pageSize: SERVERLESS_PAGE_SIZE },
          {},
          options,
        ),
      { items: (page) => page.ServerlessCaches, token: (page) => page.NextToken },
      serverlessOf,
    ),
  }
  return joined(lists, 'serverless', ({ groups, clusters, subnetGroups, serverless }) => {
    const places = new Map(subnetGroups.map((group) => [group.CacheSubnetGroupName, group]))
    const members = groupBy(clusters, (cluster) => cluster.ReplicationGroupId ?? '')
    return [
      ...groups.map((group) => groupOf(group, members.get(group.ReplicationGroupId ?? '') ?? [], places)),
      ...clusters.filter((cluster) => !cluster.ReplicationGroupId).map((cluster) => clusterOf(cluster, places)),
      ...serverless,
    ]
  })
}

type Places = ReadonlyMap<string | undefined, CacheSubnetGroup>

function groupOf(group: ReplicationGroup, members: readonly CacheCluster[], places: Places): DataStore {
  const shards = group.NodeGroups ?? []
  const [first] = shards
  const endpoint = group.ConfigurationEndpoint ?? first?.PrimaryEndpoint
  const primary = first?.NodeGroupMembers?.find((member) => member.CurrentRole === 'primary')
  return defined({
    name: need(group.ReplicationGroupId, 'ReplicationGroupId'),
    arn: group.ARN,
    engine: group.Engine ?? members[0]?.Engine ?? 'redis',
    status: need(group.Status, 'Status'),
    endpoint: endpointOf(endpoint),
    readerEndpoint: group.ConfigurationEndpoint ? undefined : first?.ReaderEndpoint?.Address,
    ...placeOf(members, places),
    availabilityZone: group.ConfigurationEndpoint ? undefined : primary?.PreferredAvailabilityZone,
    nodeZones: zonesOf(
      shards.map((shard) => shard.NodeGroupMembers),
      (node) => node.PreferredAvailabilityZone,
    ),
    readerZones: zonesOf([first?.NodeGroupMembers?.filter(isReplica)], (node) => node.PreferredAvailabilityZone),
    interfaceDescriptions: members.flatMap((member) => describedAs(member.CacheClusterId)),
    // `preferred` takes both.
    isTlsRequired: group.TransitEncryptionEnabled === true && group.TransitEncryptionMode !== 'preferred',
    isSharded: group.ClusterEnabled === true,
  })
}

/** Memcached, or a single Redis node. */
function clusterOf(cluster: CacheCluster, places: Places): DataStore {
  const nodes = cluster.CacheNodes ?? []
  return defined({
    name: need(cluster.CacheClusterId, 'CacheClusterId'),
    arn: cluster.ARN,
    engine: cluster.Engine ?? '',
    status: need(cluster.CacheClusterStatus, 'CacheClusterStatus'),
    endpoint: endpointOf(cluster.ConfigurationEndpoint ?? nodes[0]?.Endpoint),
    ...placeOf([cluster], places),
    availabilityZone: nodes.length === 1 ? nodes[0]?.CustomerAvailabilityZone : undefined,
    nodeZones: zonesOf([nodes], (node) => node.CustomerAvailabilityZone),
    interfaceDescriptions: describedAs(cluster.CacheClusterId),
    isTlsRequired: cluster.TransitEncryptionEnabled === true && cluster.TransitEncryptionMode !== 'preferred',
    isSharded: nodes.length > 1,
  })
}

/**
 * Serverless caches have an address for all shards, behind an endpoint of AWS's, and take nothing but TLS.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/WhatIs.deployment.html
 */
function serverlessOf(cache: ServerlessCache): DataStore {
  return defined({
    name: need(cache.ServerlessCacheName, 'ServerlessCacheName'),
    arn: cache.ARN,
    engine: cache.Engine ?? '',
    status: need(cache.Status, 'Status'),
    endpoint: endpointOf(cache.Endpoint),
    // Its reader has another port of the same name, which need not be open; the first port reads, too.
    subnetIds: need(cache.SubnetIds, 'SubnetIds'),
    vpcSecurityGroups: need(cache.SecurityGroupIds, 'SecurityGroupIds').map((id) => ({
      vpcSecurityGroupId: id,
      status: 'active',
    })),
    interfaceDescriptions: [],
    isTlsRequired: true,
    isSharded: false,
    isServerless: true,
  })
}

const isReplica = ({ CurrentRole }: NodeGroupMember) => CurrentRole === 'replica'

/**
 * The zones of nodes, where AWS tells that of each; a node that is replaced keeps its address.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ClientConfig.DNS.html
 */
function zonesOf<T>(shards: readonly (readonly T[] | undefined)[], zoneOf: (node: T) => string | undefined) {
  if (shards.length === 0 || shards.some((nodes = []) => nodes.length === 0)) return undefined
  const zones = shards.flatMap((nodes = []) => nodes.map(zoneOf))
  const known = present(zones)
  return known.length === zones.length ? [...new Set(known)].sort() : undefined
}

/** A replication group lies where its members do, behind their groups. */
function placeOf(members: readonly CacheCluster[], places: Places) {
  const [member] = members
  const group = places.get(member?.CacheSubnetGroupName)
  return {
    vpcId: group?.VpcId,
    subnetIds: group ? needEach(group.Subnets, 'Subnets', (subnet) => subnet.SubnetIdentifier) : [],
    vpcSecurityGroups: (member ? need(member.SecurityGroups, 'SecurityGroups') : []).map(
      ({ SecurityGroupId, Status }) => ({
        vpcSecurityGroupId: need(SecurityGroupId, 'SecurityGroupId'),
        status: Status ?? '',
      }),
    ),
  }
}

const describedAs = (id: string | undefined) => (id === undefined ? [] : [`ElastiCache ${id}`])

const endpointOf = (endpoint: { Address?: string | undefined; Port?: number | undefined } | undefined) =>
  endpoint?.Address === undefined || endpoint.Port === undefined
    ? undefined
    : { address: endpoint.Address, port: endpoint.Port }
