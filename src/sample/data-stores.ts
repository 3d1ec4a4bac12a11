import type { Cluster as KubernetesCluster } from '@aws-sdk/client-eks'
import type { CacheCluster, CacheSubnetGroup, ReplicationGroup, ServerlessCache } from '@aws-sdk/client-elasticache'
import type { DomainStatus } from '@aws-sdk/client-opensearch'
import type { ClusterSubnetGroup, Cluster as RedshiftCluster } from '@aws-sdk/client-redshift'
import type { Workgroup } from '@aws-sdk/client-redshift-serverless'

/** What a region has beside RDS that people open tunnels to, as the SDK shapes it. */
export interface SampleDataStores {
  replicationGroups: ReplicationGroup[]
  cacheClusters: CacheCluster[]
  cacheSubnetGroups: CacheSubnetGroup[]
  serverlessCaches: ServerlessCache[]
  redshiftClusters: RedshiftCluster[]
  redshiftSubnetGroups: ClusterSubnetGroup[]
  workgroups: Workgroup[]
  searchDomains: DomainStatus[]
  kubernetesClusters: KubernetesCluster[]
}

export const noDataStores = (): SampleDataStores => ({
  replicationGroups: [],
  cacheClusters: [],
  cacheSubnetGroups: [],
  serverlessCaches: [],
  redshiftClusters: [],
  redshiftSubnetGroups: [],
  workgroups: [],
  searchDomains: [],
  kubernetesClusters: [],
})
