import * as EKS from '@aws-sdk/client-eks'
import type * as ElastiCache from '@aws-sdk/client-elasticache'
import type * as OpenSearch from '@aws-sdk/client-opensearch'
import type * as Redshift from '@aws-sdk/client-redshift'
import type * as RedshiftServerless from '@aws-sdk/client-redshift-serverless'
import { metadata } from './errors.js'
import type { Handlers } from './handler.js'
import { page, rdsPage } from './paging.js'

export const elasticache: Handlers<typeof ElastiCache> = {
  DescribeReplicationGroups(input, { region }) {
    const { items, more } = rdsPage(region.dataStores.replicationGroups, input)
    return { ReplicationGroups: items, ...more }
  },
  DescribeCacheClusters(input, { region }) {
    const { items, more } = rdsPage(region.dataStores.cacheClusters, input)
    return { CacheClusters: items.map((cluster) => withNodes(cluster, input.ShowCacheNodeInfo)), ...more }
  },
  DescribeCacheSubnetGroups(input, { region }) {
    const { items, more } = rdsPage(region.dataStores.cacheSubnetGroups, input)
    return { CacheSubnetGroups: items, ...more }
  },
  DescribeServerlessCaches(input, { region }) {
    const request = { size: input.MaxResults, token: input.NextToken }
    const { items, next } = page(region.dataStores.serverlessCaches, request, { most: 50, standard: 50 })
    return { ServerlessCaches: items, ...(next !== undefined && { NextToken: next }) }
  },
}

/** Nodes are told to those who ask for them. */
function withNodes(cluster: ElastiCache.CacheCluster, wanted: boolean | undefined): ElastiCache.CacheCluster {
  const { CacheNodes, ...rest } = cluster
  return wanted === true ? cluster : rest
}

export const redshift: Handlers<typeof Redshift> = {
  DescribeClusters(input, { region }) {
    const { items, more } = rdsPage(region.dataStores.redshiftClusters, input)
    return { Clusters: items, ...more }
  },
  DescribeClusterSubnetGroups(input, { region }) {
    const { items, more } = rdsPage(region.dataStores.redshiftSubnetGroups, input)
    return { ClusterSubnetGroups: items, ...more }
  },
}

export const redshiftServerless: Handlers<typeof RedshiftServerless> = {
  ListWorkgroups(input, { region }) {
    const request = { size: input.maxResults, token: input.nextToken }
    const { items, next } = page(region.dataStores.workgroups, request, { most: 100, standard: 100 })
    return { workgroups: items, ...(next !== undefined && { nextToken: next }) }
  },
}

export const opensearch: Handlers<typeof OpenSearch> = {
  ListDomainNames(_input, { region }) {
    return { DomainNames: region.dataStores.searchDomains.map(({ DomainName }) => ({ DomainName })) }
  },
  DescribeDomains({ DomainNames = [] }, { region }) {
    const found = region.dataStores.searchDomains.filter(({ DomainName = '' }) => DomainNames.includes(DomainName))
    return { DomainStatusList: found }
  },
}

export const eks: Handlers<typeof EKS> = {
  ListClusters(input, { region }) {
    const names = region.dataStores.kubernetesClusters.map(({ name = '' }) => name)
    const request = { size: input.maxResults, token: input.nextToken }
    const { items, next } = page(names, request, { most: 100, standard: 100 })
    return { clusters: items, ...(next !== undefined && { nextToken: next }) }
  },
  DescribeCluster({ name }, { region }) {
    const cluster = region.dataStores.kubernetesClusters.find((candidate) => candidate.name === name)
    if (cluster) return { cluster }
    throw new EKS.ResourceNotFoundException({
      message: `No cluster found for name: ${name}.`,
      $metadata: metadata(404),
    })
  },
}
