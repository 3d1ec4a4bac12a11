import { DescribeClusterCommand, ListClustersCommand } from '@aws-sdk/client-eks'
import {
  DescribeCacheClustersCommand,
  DescribeCacheSubnetGroupsCommand,
  DescribeReplicationGroupsCommand,
  DescribeServerlessCachesCommand,
} from '@aws-sdk/client-elasticache'
import { DescribeDomainsCommand, ListDomainNamesCommand } from '@aws-sdk/client-opensearch'
import { DescribeClusterSubnetGroupsCommand, DescribeClustersCommand } from '@aws-sdk/client-redshift'
import { ListWorkgroupsCommand } from '@aws-sdk/client-redshift-serverless'
import { beforeEach, describe, expect, it } from 'vitest'
import { collectKubernetesClusters } from '../../../src/collect/eks.js'
import { collectCaches } from '../../../src/collect/elasticache.js'
import { collectSearchDomains } from '../../../src/collect/opensearch.js'
import { collectWarehouses } from '../../../src/collect/redshift.js'
import { context, failure } from './context.js'
import { cache, eks, redshift, resetDataStores, search, serverless } from './data-store-clients.js'

const SHARD = {
  NodeGroupMembers: [
    { CurrentRole: 'primary', PreferredAvailabilityZone: 'eu-west-1a' },
    { CurrentRole: 'replica', PreferredAvailabilityZone: 'eu-west-1b' },
  ],
}
const GROUP = { ReplicationGroupId: 'orders', Status: 'available', NodeGroups: [SHARD] }
const MEMBER = {
  ...{ CacheClusterId: 'orders-001', ReplicationGroupId: 'orders', CacheClusterStatus: 'available' },
  ...{ CacheSubnetGroupName: 'caches', SecurityGroups: [] },
}
const PLACE = { CacheSubnetGroupName: 'caches', VpcId: 'vpc-1', Subnets: [{ SubnetIdentifier: 'subnet-1' }] }
const WAREHOUSE = {
  ...{ ClusterIdentifier: 'dwh', ClusterStatus: 'available', VpcId: 'vpc-1', AvailabilityZone: 'eu-west-1a' },
  ...{ PubliclyAccessible: false, VpcSecurityGroups: [], ClusterSubnetGroupName: 'dwh' },
}
const unknownAction = () => failure('InvalidAction')

beforeEach(() => {
  resetDataStores()
  cache.on(DescribeReplicationGroupsCommand).resolves({ ReplicationGroups: [GROUP] })
  cache.on(DescribeCacheClustersCommand).resolves({ CacheClusters: [MEMBER] })
  cache.on(DescribeCacheSubnetGroupsCommand).resolves({ CacheSubnetGroups: [PLACE] })
  cache.on(DescribeServerlessCachesCommand).resolves({ ServerlessCaches: [] })
  redshift.on(DescribeClustersCommand).resolves({ Clusters: [WAREHOUSE] })
  redshift.on(DescribeClusterSubnetGroupsCommand).resolves({ ClusterSubnetGroups: [] })
  serverless.on(ListWorkgroupsCommand).resolves({ workgroups: [] })
  search.on(ListDomainNamesCommand).resolves({ DomainNames: [{ DomainName: 'texts' }, { DomainName: 'logs' }] })
  eks.on(ListClustersCommand).resolves({ clusters: ['fleet'] })
})

describe('a region without the serverless kind of a service', () => {
  it('has its other caches', async () => {
    cache.on(DescribeServerlessCachesCommand).rejects(unknownAction())
    expect(await collectCaches(context())).toMatchObject({ outcome: 'ok', value: [{ name: 'orders' }] })
  })

  it('has its other warehouses', async () => {
    serverless.on(ListWorkgroupsCommand).rejects(unknownAction())
    expect(await collectWarehouses(context())).toMatchObject({ outcome: 'ok', value: [{ name: 'dwh' }] })
  })
})

describe('a call that is said to be missing where others of its service are answered', () => {
  it.each([DescribeReplicationGroupsCommand, DescribeCacheClustersCommand, DescribeCacheSubnetGroupsCommand])(
    'leaves caches unknown, which are not none (%#)',
    async (command) => {
      cache.on(command as typeof DescribeCacheClustersCommand).rejects(unknownAction())
      expect(await collectCaches(context())).toMatchObject({ outcome: 'error' })
    },
  )

  it('leaves search domains and clusters unknown that were listed', async () => {
    search.on(DescribeDomainsCommand).rejects(unknownAction())
    eks.on(DescribeClusterCommand).rejects(unknownAction())
    expect(await collectSearchDomains(context())).toMatchObject({ outcome: 'error', api: 'es:DescribeDomains' })
    expect(await collectKubernetesClusters(context())).toMatchObject({ outcome: 'error', api: 'eks:DescribeCluster' })
  })

  it('is no error where none is answered: AWS has no such service there', async () => {
    for (const client of [cache, redshift, serverless]) {
      client.reset()
      client.rejects(unknownAction())
    }
    expect(await collectCaches(context())).toMatchObject({ outcome: 'unsupported' })
    expect(await collectWarehouses(context())).toMatchObject({ outcome: 'unsupported' })
  })
})

describe('an answer without the list that was asked for', () => {
  it.each([
    ['ReplicationGroups', cache, DescribeReplicationGroupsCommand, collectCaches],
    ['CacheClusters', cache, DescribeCacheClustersCommand, collectCaches],
    ['CacheSubnetGroups', cache, DescribeCacheSubnetGroupsCommand, collectCaches],
    ['ServerlessCaches', cache, DescribeServerlessCachesCommand, collectCaches],
    ['Clusters', redshift, DescribeClustersCommand, collectWarehouses],
    ['ClusterSubnetGroups', redshift, DescribeClusterSubnetGroupsCommand, collectWarehouses],
    ['workgroups', serverless, ListWorkgroupsCommand, collectWarehouses],
    ['DomainNames', search, ListDomainNamesCommand, collectSearchDomains],
    ['DomainStatusList', search, DescribeDomainsCommand, collectSearchDomains],
    ['clusters', eks, ListClustersCommand, collectKubernetesClusters],
    ['cluster', eks, DescribeClusterCommand, collectKubernetesClusters],
  ])('%s is an error, not none', async (_, mock, command, collect) => {
    ;(mock as unknown as typeof cache).on(command as typeof DescribeCacheClustersCommand).resolves({})
    expect(await collect(context())).toMatchObject({ outcome: 'error', message: expect.stringContaining('lacks') })
  })
})

describe('search domains', () => {
  it('are an error where one of those listed is not described', async () => {
    search.on(DescribeDomainsCommand).resolves({ DomainStatusList: [{ DomainName: 'logs' }] } as object)
    const message = expect.stringContaining('texts')
    expect(await collectSearchDomains(context())).toMatchObject({ outcome: 'error', message })
  })
})

describe('zones in which a database has nodes', () => {
  const one = async (list: Promise<object>) => ({ value: [{}], ...(await list) }).value[0]

  it('of a cache are those of its members, if AWS tells each', async () => {
    expect(await one(collectCaches(context()))).toMatchObject({
      ...{ nodeZones: ['eu-west-1a', 'eu-west-1b'], readerZones: ['eu-west-1b'] },
    })
    const silent = { NodeGroupMembers: [...SHARD.NodeGroupMembers, { CurrentRole: 'replica' }] }
    cache.on(DescribeReplicationGroupsCommand).resolves({ ReplicationGroups: [{ ...GROUP, NodeGroups: [silent] }] })
    const unknown = await one(collectCaches(context()))
    for (const zones of ['nodeZones', 'readerZones']) expect(unknown).not.toHaveProperty(zones)
  })

  it('of a cache are not known where a shard is not told', async () => {
    cache.on(DescribeReplicationGroupsCommand).resolves({ ReplicationGroups: [{ ...GROUP, NodeGroups: [SHARD, {}] }] })
    expect(await one(collectCaches(context()))).not.toHaveProperty('nodeZones')
  })

  it.each([
    ['disabled', 'Disabled', ['eu-west-1a']],
    ['enabled', 'Disabled', undefined],
    ['pending_enabling', 'Disabled', undefined],
    ['disabled', 'Enabled', undefined],
    [undefined, 'Disabled', undefined],
    ['disabled', undefined, undefined],
  ])('of a warehouse whose relocation is %s, and multiple zones %s, are %j', async (relocation, zones, expected) => {
    const words = { AvailabilityZoneRelocationStatus: relocation, MultiAZ: zones }
    redshift.on(DescribeClustersCommand).resolves({ Clusters: [{ ...WAREHOUSE, ...words }] } as object)
    const { nodeZones } = (await one(collectWarehouses(context()))) as { nodeZones?: string[] }
    expect(nodeZones).toEqual(expected)
  })
})
