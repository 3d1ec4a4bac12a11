export const DATABASE_KINDS = ['instance', 'cluster', 'proxy', 'target'] as const
export type DatabaseKind = (typeof DATABASE_KINDS)[number]

/** What a tunnel leads to: an RDS instance, an Aurora cluster, an RDS Proxy or a configured target. */
export interface Database {
  databaseId: string
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
  /** Subnets where RDS says them directly (proxies). */
  subnetIds?: string[]
  securityGroups: { groupId: string; status: string }[]
  /** Several members of a cluster may differ: true when any is. Absent when it does not apply. */
  publiclyAccessible?: boolean
  iamAuthentication: boolean
  requireTls?: boolean
  masterUsername?: string
  databaseName?: string
  /** Identifiers of the databases behind a proxy. `undefined`: not a proxy. */
  proxyTargets?: string[]
}
