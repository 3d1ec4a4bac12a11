import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand, EC2Client } from '@aws-sdk/client-ec2'
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks'
import {
  CreateCacheSubnetGroupCommand,
  CreateReplicationGroupCommand,
  CreateServerlessCacheCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache'
import { CreateDomainCommand, OpenSearchClient } from '@aws-sdk/client-opensearch'
import { CreateDBClusterCommand, CreateDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds'
import {
  CreateClusterSubnetGroupCommand,
  CreateClusterCommand as CreateWarehouseCommand,
  RedshiftClient,
} from '@aws-sdk/client-redshift'
import {
  CreateNamespaceCommand,
  CreateWorkgroupCommand,
  RedshiftServerlessClient,
} from '@aws-sdk/client-redshift-serverless'
import { type ArticleIds, CREDENTIALS, REGION, type Sim } from './sim.js'

const PORTS = [5439, 6379, 443, 8182, 27017]
const MASTER = { MasterUsername: 'app', MasterUserPassword: 'Not-a-secret-1' }

type Options = ConstructorParameters<typeof EC2Client>[0] & object

/**
 * One of each kind beside RDS in the reference account's VPC, which its jump hosts may reach.
 * @returns the group that admits them
 */
export async function buildDataStores(sim: Sim, ids: ArticleIds): Promise<string> {
  const options = { endpoint: sim.url, region: REGION, credentials: CREDENTIALS }
  const groupId = await buildGroup(options, ids)
  await buildCaches(options, ids, groupId)
  await buildWarehouses(options, ids, groupId)
  await buildApis(options, ids, groupId)
  await buildClusters(options, ids, groupId)
  return groupId
}

/** What lets the jump hosts in at a port. */
export const fromJumpHosts = (port: number, { jumpSecurityGroupId }: ArticleIds) => ({
  ...{ IpProtocol: 'tcp', FromPort: port, ToPort: port },
  UserIdGroupPairs: [{ GroupId: jumpSecurityGroupId }],
})

async function buildGroup(options: Options, ids: ArticleIds): Promise<string> {
  const ec2 = new EC2Client(options)
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: 'stores', Description: 'stores', VpcId: ids.vpcId }),
  )
  const IpPermissions = PORTS.map((port) => fromJumpHosts(port, ids))
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }))
  return GroupId
}

/** A pair, one in cluster mode and one without servers. */
async function buildCaches(options: Options, { subnetIds: SubnetIds }: ArticleIds, groupId: string): Promise<void> {
  const caches = new ElastiCacheClient(options)
  const CacheSubnetGroupName = 'caches'
  await caches.send(
    new CreateCacheSubnetGroupCommand({ CacheSubnetGroupName, CacheSubnetGroupDescription: 'caches', SubnetIds }),
  )
  const common = {
    ...{ CacheSubnetGroupName, SecurityGroupIds: [groupId], TransitEncryptionEnabled: true },
    ...{ CacheNodeType: 'cache.t4g.small', AutomaticFailoverEnabled: true },
  }
  const [pair, shards] = [
    { ...common, Engine: 'valkey', NumCacheClusters: 2 },
    { ...common, Engine: 'redis', NumNodeGroups: 2, ReplicasPerNodeGroup: 1 },
  ]
  for (const [name, group] of [
    ['basket', pair],
    ['shards', shards],
  ] as const)
    await caches.send(
      new CreateReplicationGroupCommand({ ...group, ReplicationGroupId: name, ReplicationGroupDescription: name }),
    )
  const serverless = { ServerlessCacheName: 'sessions', Engine: 'valkey' }
  await caches.send(new CreateServerlessCacheCommand({ ...serverless, SecurityGroupIds: [groupId], SubnetIds }))
}

async function buildWarehouses(options: Options, { subnetIds }: ArticleIds, groupId: string): Promise<void> {
  const redshift = new RedshiftClient(options)
  const ClusterSubnetGroupName = 'facts'
  await redshift.send(
    new CreateClusterSubnetGroupCommand({ ClusterSubnetGroupName, Description: 'facts', SubnetIds: subnetIds }),
  )
  await redshift.send(
    new CreateWarehouseCommand({
      ...{ ClusterIdentifier: 'facts', NodeType: 'ra3.large', DBName: 'facts', PubliclyAccessible: false },
      ...{ ...MASTER, ClusterSubnetGroupName, VpcSecurityGroupIds: [groupId] },
    }),
  )
  const serverless = new RedshiftServerlessClient(options)
  const names = { namespaceName: 'adhoc', workgroupName: 'adhoc' }
  await serverless.send(new CreateNamespaceCommand({ namespaceName: names.namespaceName }))
  await serverless.send(new CreateWorkgroupCommand({ ...names, subnetIds, securityGroupIds: [groupId] }))
}

async function buildApis(options: Options, { subnetIds, roleArn }: ArticleIds, groupId: string): Promise<void> {
  await new OpenSearchClient(options).send(
    new CreateDomainCommand({
      DomainName: 'texts',
      VPCOptions: { SubnetIds: subnetIds.slice(0, 1), SecurityGroupIds: [groupId] },
    }),
  )
  await new EKSClient(options).send(
    new CreateClusterCommand({
      ...{ name: 'fleet', roleArn },
      resourcesVpcConfig: {
        ...{ subnetIds, securityGroupIds: [groupId] },
        ...{ endpointPrivateAccess: true, endpointPublicAccess: false },
      },
    }),
  )
}

/** Those that RDS lists among its own. */
async function buildClusters(options: Options, { dbSubnetGroup }: ArticleIds, groupId: string): Promise<void> {
  const rds = new RDSClient(options)
  for (const Engine of ['docdb', 'neptune']) {
    const DBClusterIdentifier = `the-${Engine}`
    const place = { DBSubnetGroupName: dbSubnetGroup, VpcSecurityGroupIds: [groupId] }
    await rds.send(new CreateDBClusterCommand({ DBClusterIdentifier, Engine, ...MASTER, ...place }))
    const member = { DBInstanceIdentifier: `${DBClusterIdentifier}-1`, DBInstanceClass: 'db.r6g.large' }
    await rds.send(new CreateDBInstanceCommand({ ...member, DBClusterIdentifier, Engine }))
  }
}
