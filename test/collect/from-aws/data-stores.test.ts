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
import { inVpcs } from '../../../src/collect/data-stores.js'
import { collectKubernetesClusters } from '../../../src/collect/eks.js'
import { collectCaches } from '../../../src/collect/elasticache.js'
import { collectSearchDomains } from '../../../src/collect/opensearch.js'
import { collectWarehouses } from '../../../src/collect/redshift.js'
import { context, failure } from './context.js'
import { cache, eks, redshift, resetDataStores, search, serverless } from './data-store-clients.js'

beforeEach(resetDataStores)

const PLACE = {
  CacheSubnetGroupName: 'caches',
  VpcId: 'vpc-1',
  Subnets: [{ SubnetIdentifier: 'subnet-1' }, { SubnetIdentifier: 'subnet-2' }],
}
const SECURITY_GROUPS = [{ SecurityGroupId: 'sg-1', Status: 'active' }]

/** A cluster of one node, alone or in a replication group. */
const node = (CacheClusterId: string, ReplicationGroupId?: string) => ({
  ...{ CacheClusterId, CacheClusterStatus: 'available', Engine: 'redis', CacheSubnetGroupName: 'caches' },
  SecurityGroups: SECURITY_GROUPS,
  ...(ReplicationGroupId === undefined
    ? { CacheNodes: [{ Endpoint: { Address: `${CacheClusterId}.0001`, Port: 6379 }, CustomerAvailabilityZone: 'a' }] }
    : { ReplicationGroupId }),
})

function caches(groups: object[], clusters: object[], serverlessCaches: object[] = []) {
  cache.on(DescribeReplicationGroupsCommand).resolves({ ReplicationGroups: groups })
  cache.on(DescribeCacheClustersCommand).resolves({ CacheClusters: clusters })
  cache.on(DescribeCacheSubnetGroupsCommand).resolves({ CacheSubnetGroups: [PLACE] })
  cache.on(DescribeServerlessCachesCommand).resolves({ ServerlessCaches: serverlessCaches })
}

describe('caches', () => {
  it('a replication group, where its members are', async () => {
    const members = [
      { CurrentRole: 'replica', PreferredAvailabilityZone: 'eu-west-1b' },
      { CurrentRole: 'primary', PreferredAvailabilityZone: 'eu-west-1a' },
    ]
    const shard = {
      PrimaryEndpoint: { Address: 'master.orders', Port: 6379 },
      ReaderEndpoint: { Address: 'replica.orders', Port: 6379 },
      NodeGroupMembers: members,
    }
    const group = { ReplicationGroupId: 'orders', Status: 'available', Engine: 'valkey', NodeGroups: [shard] }
    caches([{ ...group, TransitEncryptionEnabled: true }], [node('orders-001', 'orders'), node('orders-002', 'orders')])
    expect(await collectCaches(context())).toMatchObject({
      outcome: 'ok',
      value: [
        {
          ...{ name: 'orders', engine: 'valkey', status: 'available', vpcId: 'vpc-1', availabilityZone: 'eu-west-1a' },
          ...{ endpoint: { address: 'master.orders', port: 6379 }, readerEndpoint: 'replica.orders' },
          ...{ subnetIds: ['subnet-1', 'subnet-2'], isTlsRequired: true, isSharded: false },
          vpcSecurityGroups: [{ vpcSecurityGroupId: 'sg-1', status: 'active' }],
          interfaceDescriptions: ['ElastiCache orders-001', 'ElastiCache orders-002'],
        },
      ],
    })
  })

  it('in cluster mode by their configuration endpoint, which leads to any shard', async () => {
    const group = { ReplicationGroupId: 'orders', Status: 'available', ClusterEnabled: true, NodeGroups: [{}, {}] }
    caches([{ ...group, ConfigurationEndpoint: { Address: 'clustercfg.orders', Port: 6379 } }], [node('o-1', 'orders')])
    const { value = [] } = { value: undefined, ...(await collectCaches(context())) }
    expect(value[0]).toMatchObject({ isSharded: true, endpoint: { address: 'clustercfg.orders' } })
    expect(value[0]).not.toHaveProperty('availabilityZone')
  })

  it('single nodes and serverless caches, too', async () => {
    const own = {
      ServerlessCacheName: 'web',
      Status: 'available',
      Engine: 'valkey',
      SubnetIds: ['subnet-9'],
      SecurityGroupIds: ['sg-9'],
    }
    caches([], [node('alone')], [{ ...own, Endpoint: { Address: 'web.serverless', Port: 6379 } }])
    const found = inVpcs(await collectCaches(context()), {
      ...{ outcome: 'ok', api: 'ec2:DescribeSubnets' },
      value: [{ subnetId: 'subnet-9', vpcId: 'vpc-9' } as never],
    })
    expect(found).toMatchObject({
      value: [
        { name: 'alone', endpoint: { address: 'alone.0001', port: 6379 }, vpcId: 'vpc-1' },
        { name: 'web', isTlsRequired: true, vpcId: 'vpc-9', subnetIds: ['subnet-9'] },
      ],
    })
  })

  it.each([
    [DescribeReplicationGroupsCommand, 'elasticache:DescribeReplicationGroups'],
    [DescribeCacheClustersCommand, 'elasticache:DescribeCacheClusters'],
    [DescribeCacheSubnetGroupsCommand, 'elasticache:DescribeCacheSubnetGroups'],
    [DescribeServerlessCachesCommand, 'elasticache:DescribeServerlessCaches'],
  ])('are not known without any of their lists', async (command, api) => {
    caches([], [node('alone')])
    cache.on(command as typeof DescribeCacheClustersCommand).rejects(failure('AccessDenied'))
    expect(await collectCaches(context())).toMatchObject({ outcome: 'denied', api })
  })
})

describe('warehouses', () => {
  const cluster = {
    ...{ ClusterIdentifier: 'dwh', ClusterStatus: 'available', VpcId: 'vpc-1', AvailabilityZone: 'eu-west-1a' },
    ...{ ClusterSubnetGroupName: 'dwh', MasterUsername: 'awsuser', DBName: 'dev', PubliclyAccessible: false },
    Endpoint: { Address: 'dwh.c0example.eu-west-1.redshift.amazonaws.com', Port: 5439 },
    VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1', Status: 'active' }],
  }
  const group = { ClusterSubnetGroupName: 'dwh', Subnets: [{ SubnetIdentifier: 'subnet-1' }] }

  it('of Redshift, and of Redshift Serverless', async () => {
    redshift.on(DescribeClustersCommand).resolves({ Clusters: [cluster] })
    redshift.on(DescribeClusterSubnetGroupsCommand).resolves({ ClusterSubnetGroups: [group] })
    const endpoint = { address: 'wg.redshift', port: 5439, vpcEndpoints: [{ vpcEndpointId: 'vpce-1', vpcId: 'vpc-2' }] }
    const workgroup = {
      workgroupName: 'wg',
      status: 'AVAILABLE' as const,
      subnetIds: ['subnet-2'],
      securityGroupIds: ['sg-2'],
      publiclyAccessible: false,
      endpoint,
    }
    serverless.on(ListWorkgroupsCommand).resolves({ workgroups: [workgroup] })
    expect(await collectWarehouses(context())).toMatchObject({
      value: [
        { name: 'dwh', engine: 'redshift', vpcId: 'vpc-1', subnetIds: ['subnet-1'], availabilityZone: 'eu-west-1a' },
        { name: 'wg', vpcId: 'vpc-2', interfaceDescriptions: ['VPC Endpoint Interface vpce-1'] },
      ],
    })
  })
})

describe('search domains', () => {
  it('in VPCs, described by fives', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    search.on(ListDomainNamesCommand).resolves({ DomainNames: names.map((DomainName) => ({ DomainName })) })
    search.on(DescribeDomainsCommand).callsFake(({ DomainNames }: { DomainNames: string[] }) => ({
      DomainStatusList: DomainNames.map((DomainName) => ({
        ...{ DomainName, Created: true, EngineVersion: 'OpenSearch_2.11', ClusterConfig: {}, DomainId: '', ARN: '' },
        ...(DomainName !== 'b' && {
          Endpoints: { vpc: `vpc-${DomainName}.es.amazonaws.com` },
          VPCOptions: { VPCId: 'vpc-1', SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
        }),
      })),
    }))
    const { value = [] } = { value: undefined, ...(await collectSearchDomains(context())) }
    expect(value.map(({ name }) => name)).toEqual(['a', 'c', 'd', 'e', 'f'])
    expect(value[0]).toMatchObject({ engine: 'opensearch', status: 'Active', endpoint: { port: 443 } })
    expect(search.commandCalls(DescribeDomainsCommand)).toHaveLength(2)
  })

  it('are an error without the list that was asked for', async () => {
    search.on(ListDomainNamesCommand).resolves({})
    expect(await collectSearchDomains(context())).toMatchObject({ outcome: 'error', api: 'es:ListDomainNames' })
  })
})

describe('Kubernetes APIs', () => {
  const cluster = (name: string, endpointPrivateAccess: boolean) => ({
    ...{ name, status: 'ACTIVE' as const, endpoint: `https://${name.toUpperCase()}.gr7.eu-west-1.eks.amazonaws.com` },
    resourcesVpcConfig: {
      ...{ endpointPrivateAccess, endpointPublicAccess: true, publicAccessCidrs: ['192.0.2.0/24'], vpcId: 'vpc-1' },
      ...{ clusterSecurityGroupId: 'sg-1', securityGroupIds: ['sg-2', 'sg-1'], subnetIds: ['subnet-1'] },
    },
  })

  it('with a private endpoint', async () => {
    eks.on(ListClustersCommand).resolves({ clusters: ['open', 'own', 'gone'] })
    eks.on(DescribeClusterCommand, { name: 'open' }).resolves({ cluster: cluster('open', false) })
    eks.on(DescribeClusterCommand, { name: 'own' }).resolves({ cluster: cluster('own', true) })
    eks.on(DescribeClusterCommand, { name: 'gone' }).rejects(failure('ResourceNotFoundException'))
    const { value = [] } = { value: undefined, ...(await collectKubernetesClusters(context())) }
    expect(value).toMatchObject([
      {
        ...{ name: 'own', status: 'ACTIVE', publiclyAccessible: true, publicAccessCidrs: ['192.0.2.0/24'] },
        endpoint: { address: 'own.gr7.eu-west-1.eks.amazonaws.com', port: 443 },
        vpcSecurityGroups: [{ vpcSecurityGroupId: 'sg-1' }, { vpcSecurityGroupId: 'sg-2' }],
      },
    ])
  })
})

describe('what AWS left out of an answer is an error, not none', () => {
  it.each(['SecurityGroupIds', 'SubnetIds'])('%s of a serverless cache', async (field) => {
    const whole = {
      ServerlessCacheName: 'web',
      Status: 'available',
      Engine: 'valkey',
      SubnetIds: [],
      SecurityGroupIds: [],
    }
    caches([], [], [{ ...whole, [field]: undefined }])
    expect(await collectCaches(context())).toMatchObject({ outcome: 'error', message: expect.stringContaining(field) })
  })

  it('whether a workgroup is public', async () => {
    redshift.on(DescribeClustersCommand).resolves({ Clusters: [] })
    redshift.on(DescribeClusterSubnetGroupsCommand).resolves({ ClusterSubnetGroups: [] })
    const workgroup = { workgroupName: 'wg', status: 'AVAILABLE' as const, subnetIds: [], securityGroupIds: [] }
    serverless.on(ListWorkgroupsCommand).resolves({ workgroups: [workgroup] })
    const message = expect.stringContaining('publiclyAccessible')
    expect(await collectWarehouses(context())).toMatchObject({ outcome: 'error', message })
  })

  it('groups of a single node', async () => {
    caches([], [{ ...node('alone'), SecurityGroups: undefined }])
    await expect(collectCaches(context())).resolves.toMatchObject({ outcome: 'error' })
  })
})
