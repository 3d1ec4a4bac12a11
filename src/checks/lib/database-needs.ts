/** The lists in which databases are. One that is refused hides those of its kind alone. */
export const DATABASE_NEEDS = [
  ...['rds:DescribeDBInstances', 'rds:DescribeDBClusters', 'rds:DescribeDBProxies'],
  ...['elasticache:DescribeReplicationGroups', 'elasticache:DescribeCacheClusters'],
  ...['elasticache:DescribeCacheSubnetGroups', 'elasticache:DescribeServerlessCaches'],
  ...['redshift:DescribeClusters', 'redshift:DescribeClusterSubnetGroups', 'redshift-serverless:ListWorkgroups'],
  ...['es:ListDomainNames', 'es:DescribeDomains', 'eks:ListClusters', 'eks:DescribeCluster'],
]
