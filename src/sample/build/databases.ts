import { idOf, uuidOf } from './ids.js'
import type { BuiltSubnet, BuiltVpc } from './network.js'
import { securityGroup, tcp } from './security-groups.js'

export interface DatabaseOptions {
  subnets: BuiltSubnet[]
  /** CIDRs or ids of security groups that may connect. */
  from: string[]
  status?: string
  iamAuthentication?: boolean
}

interface Engine {
  engine: string
  version: string
  port: number
  databaseName?: string
}

const POSTGRES: Engine = { engine: 'postgres', version: '16.3', port: 5432, databaseName: 'app' }
const MYSQL: Engine = { engine: 'mysql', version: '8.0.39', port: 3306, databaseName: 'app' }
const SQLSERVER: Engine = { engine: 'sqlserver-se', version: '16.00.4165.4.v1', port: 1433 }
const ORACLE: Engine = {
  engine: 'oracle-se2',
  version: '19.0.0.0.ru-2024-10.rur-2024-10.r1',
  port: 1521,
  databaseName: 'ORCL',
}

/** An RDS instance; its identifier. */
const instanceOf = (engine: Engine) => (built: BuiltVpc, id: string, options: DatabaseOptions) => {
  const { region } = built
  const groupId = databaseGroup(built, id, engine.port, options.from)
  region.dbInstances.push({
    ...common(built, options),
    DBInstanceIdentifier: id,
    DBInstanceArn: arnOf(built, 'db', id),
    DbiResourceId: `db-${uuidOf(id).replaceAll('-', '').slice(0, 26).toUpperCase()}`,
    DBInstanceClass: 'db.t3.medium',
    DBInstanceStatus: options.status ?? 'available',
    Engine: engine.engine,
    EngineVersion: engine.version,
    DBName: engine.databaseName,
    Endpoint: { Address: hostName(built, id), Port: engine.port },
    DBSubnetGroup: subnetGroup(built, options.subnets),
    VpcSecurityGroups: [{ VpcSecurityGroupId: groupId, Status: 'active' }],
    AvailabilityZone: region.region + (options.subnets[0]?.zone ?? 'a'),
    MultiAZ: false,
    PubliclyAccessible: false,
    StorageEncrypted: true,
  })
  return id
}

export const postgres = instanceOf(POSTGRES)
export const mysql = instanceOf(MYSQL)
export const sqlServer = instanceOf(SQLSERVER)
export const oracle = instanceOf(ORACLE)

/** An Aurora MySQL cluster with one member; its identifier. */
export function auroraMysql(built: BuiltVpc, id: string, options: DatabaseOptions): string {
  const { region } = built
  const version = { Engine: 'aurora-mysql', EngineVersion: '8.0.mysql_aurora.3.05.2' }
  const groups = [{ VpcSecurityGroupId: databaseGroup(built, id, 3306, options.from), Status: 'active' }]
  const member = `${id}-1`
  const inGroup = subnetGroup(built, options.subnets)
  region.dbClusters.push({
    ...common(built, options),
    ...version,
    DBClusterIdentifier: id,
    DBClusterArn: arnOf(built, 'cluster', id),
    Status: options.status ?? 'available',
    Endpoint: hostName(built, id, 'cluster-'),
    ReaderEndpoint: hostName(built, id, 'cluster-ro-'),
    Port: 3306,
    DatabaseName: 'app',
    DBSubnetGroup: inGroup.DBSubnetGroupName,
    VpcSecurityGroups: groups,
    DBClusterMembers: [{ DBInstanceIdentifier: member, IsClusterWriter: true, PromotionTier: 1 }],
    MultiAZ: false,
    StorageEncrypted: true,
  })
  region.dbInstances.push({
    ...common(built, options),
    ...version,
    DBInstanceIdentifier: member,
    DBInstanceArn: arnOf(built, 'db', member),
    DBClusterIdentifier: id,
    DBInstanceClass: 'db.t3.medium',
    DBInstanceStatus: options.status ?? 'available',
    Endpoint: { Address: hostName(built, member), Port: 3306 },
    DBSubnetGroup: inGroup,
    VpcSecurityGroups: groups,
    AvailabilityZone: region.region + (options.subnets[1]?.zone ?? 'a'),
    MultiAZ: false,
    PubliclyAccessible: false,
    StorageEncrypted: true,
  })
  return id
}

/** An RDS Proxy for PostgreSQL in front of an instance; the instance's group must admit the proxy's. Its name. */
export function proxy(built: BuiltVpc, name: string, databaseId: string, options: DatabaseOptions): string {
  const { region } = built
  region.dbProxies.push({
    proxy: {
      DBProxyName: name,
      DBProxyArn: arnOf(built, 'db-proxy', name),
      EngineFamily: 'POSTGRESQL',
      Status: 'available',
      VpcId: built.vpcId,
      VpcSubnetIds: options.subnets.map((s) => s.subnetId),
      VpcSecurityGroupIds: [databaseGroup(built, name, POSTGRES.port, options.from)],
      Endpoint: hostName(built, name, 'proxy-'),
      RequireTLS: true,
    },
    targets: [
      {
        Type: 'RDS_INSTANCE',
        RdsResourceId: databaseId,
        Endpoint: hostName(built, databaseId),
        Port: POSTGRES.port,
        TargetHealth: { State: 'AVAILABLE' },
      },
    ],
  })
  return name
}

/** The security group of a database, for those who are to be admitted by it. */
export function databaseGroup(built: BuiltVpc, id: string, port: number, from: readonly string[]): string {
  return securityGroup(
    built,
    id,
    from.map((source) => tcp(port, source, built.account.accountId)),
  )
}

function common(built: BuiltVpc, options: DatabaseOptions) {
  return {
    MasterUsername: 'app',
    IAMDatabaseAuthenticationEnabled: options.iamAuthentication ?? false,
    TagList: [{ Key: 'Name', Value: built.name }],
  }
}

function subnetGroup(built: BuiltVpc, subnets: BuiltSubnet[]) {
  const { region, vpcId } = built
  const name = `${built.name}-db`
  const known = region.dbSubnetGroups.find((g) => g.DBSubnetGroupName === name)
  if (known) return known
  const made = {
    DBSubnetGroupName: name,
    DBSubnetGroupArn: arnOf(built, 'subgrp', name),
    VpcId: vpcId,
    SubnetGroupStatus: 'Complete',
    Subnets: subnets.map(({ subnetId, zone }) => ({
      SubnetIdentifier: subnetId,
      SubnetAvailabilityZone: { Name: region.region + zone },
      SubnetStatus: 'Active',
    })),
  }
  region.dbSubnetGroups.push(made)
  return made
}

const arnOf = ({ region, account }: BuiltVpc, kind: string, id: string) =>
  `arn:${account.partition}:rds:${region.region}:${account.accountId}:${kind}:${id}`

/** RDS puts a hash of account and region into its names. */
function hostName({ region, account }: BuiltVpc, id: string, kind = ''): string {
  const hash = `c${idOf('rds', account.accountId, region.region).slice(-11)}`
  return `${id}.${kind}${hash}.${region.region}.rds.amazonaws.com`
}
