export const DATABASE_KINDS = [
  'instance',
  'cluster',
  'proxy',
  'target',
  'cache',
  'docdb',
  'neptune',
  'search',
  'warehouse',
  'kubernetes',
] as const
export type DatabaseKind = (typeof DATABASE_KINDS)[number]

/** RDS lists DocumentDB's and Neptune's clusters among Aurora's: they are made of instances, and fail over, in the same way. */
export const isCluster = (kind: DatabaseKind): boolean => kind === 'cluster' || kind === 'docdb' || kind === 'neptune'

/**
 * What a tunnel leads to: an RDS instance, a cluster of Aurora, DocumentDB or Neptune, an RDS Proxy, a cache, a search
 * domain, a data warehouse, a Kubernetes API, or a configured target.
 */
export interface Database {
  databaseId: string
  /** As its service calls it, where another of its kind has the same name. */
  serviceName?: string
  kind: DatabaseKind
  engine: string
  /** The name (of a target possibly an address) that clients dial. Absent while RDS has not assigned one. */
  endpoint?: string
  port?: number
  readerEndpoint?: string
  /** Absent when RDS does not say (no subnet group could be read). */
  vpcId?: string
  region: string
  status: string
  dbSubnetGroupName?: string
  /** Subnets where the service says them directly. */
  subnetIds?: string[]
  /** Of its endpoint now, where the service itself says so. */
  availabilityZone?: string
  /** Zones in which it has nodes, and where alone it may be after a failover. Absent: in those of any of its subnets. */
  nodeZones?: readonly string[]
  /** Zones of the replicas that its reader endpoint leads to. */
  readerZones?: readonly string[]
  /** Whether its name leads to each of its nodes in turn, or to an address in each of its subnets; absent: to one node. */
  leadsTo?: 'nodes' | 'subnets'
  /** How AWS describes the interfaces of its nodes, where that is known. */
  interfaceDescriptions?: readonly string[]
  securityGroups: { groupId: string; status: string }[]
  /** Several members of a cluster may differ: true when any is. Absent when it does not apply. */
  publiclyAccessible?: boolean
  /** Whom its public endpoint admits, where that is limited. */
  publicAccessCidrs?: readonly string[]
  iamAuthentication: boolean
  requireTls?: boolean
  /** Its keys are spread over shards, each at an address of its own. */
  isSharded?: boolean
  masterUsername?: string
  databaseName?: string
  /** The databases behind a proxy. `undefined`: not a proxy, or they could not be read. */
  proxyTargets?: readonly ProxyTarget[]
}

/** What stands behind a proxy. An instance and a cluster may have the same id; `isCluster` is absent where RDS does not say which it is. */
export interface ProxyTarget {
  id: string
  isCluster?: boolean
}
