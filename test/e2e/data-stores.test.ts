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
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { auditByCli, useSim } from './support/audits.js'
import { type ArticleIds, CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'

const PORTS = [5439, 6379, 443, 8182, 27017]

describe.skipIf(!simAvailable)('databases beyond RDS', () => {
  let sim: Sim
  let ids: ArticleIds
  let restore: () => void

  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    ids = await sim.article()
    await build()
  })
  afterAll(() => restore?.())
  afterEach(() => sim.clearFaults())

  async function build() {
    const options = { endpoint: sim.url, region: REGION, credentials: CREDENTIALS }
    const ec2 = new EC2Client(options)
    const { GroupId = '' } = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'stores', Description: 'stores', VpcId: ids.vpcId }),
    )
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: PORTS.map((port) => ({
          ...{ IpProtocol: 'tcp', FromPort: port, ToPort: port },
          UserIdGroupPairs: [{ GroupId: ids.jumpSecurityGroupId }],
        })),
      }),
    )
    const caches = new ElastiCacheClient(options)
    await caches.send(
      new CreateCacheSubnetGroupCommand({
        ...{ CacheSubnetGroupName: 'caches', CacheSubnetGroupDescription: 'caches', SubnetIds: ids.subnetIds },
      }),
    )
    const group = { CacheSubnetGroupName: 'caches', SecurityGroupIds: [GroupId], TransitEncryptionEnabled: true }
    await caches.send(
      new CreateReplicationGroupCommand({
        ...{ ...group, ReplicationGroupId: 'basket', ReplicationGroupDescription: 'basket', Engine: 'valkey' },
        ...{ CacheNodeType: 'cache.t4g.small', NumCacheClusters: 2, AutomaticFailoverEnabled: true },
      }),
    )
    await caches.send(
      new CreateServerlessCacheCommand({
        ...{ ServerlessCacheName: 'sessions', Engine: 'valkey', SecurityGroupIds: [GroupId], SubnetIds: ids.subnetIds },
      }),
    )
    const redshift = new RedshiftClient(options)
    await redshift.send(
      new CreateClusterSubnetGroupCommand({
        ...{ ClusterSubnetGroupName: 'facts', Description: 'facts', SubnetIds: ids.subnetIds },
      }),
    )
    await redshift.send(
      new CreateWarehouseCommand({
        ...{
          ClusterIdentifier: 'facts',
          NodeType: 'ra3.large',
          MasterUsername: 'app',
          MasterUserPassword: 'Not-a-secret-1',
        },
        ...{
          ClusterSubnetGroupName: 'facts',
          VpcSecurityGroupIds: [GroupId],
          PubliclyAccessible: false,
          DBName: 'facts',
        },
      }),
    )
    const serverless = new RedshiftServerlessClient(options)
    await serverless.send(new CreateNamespaceCommand({ namespaceName: 'adhoc' }))
    await serverless.send(
      new CreateWorkgroupCommand({
        ...{ workgroupName: 'adhoc', namespaceName: 'adhoc', subnetIds: ids.subnetIds, securityGroupIds: [GroupId] },
      }),
    )
    await new OpenSearchClient(options).send(
      new CreateDomainCommand({
        DomainName: 'texts',
        VPCOptions: { SubnetIds: ids.subnetIds.slice(0, 1), SecurityGroupIds: [GroupId] },
      }),
    )
    await new EKSClient(options).send(
      new CreateClusterCommand({
        ...{ name: 'fleet', roleArn: ids.roleArn },
        resourcesVpcConfig: {
          ...{ subnetIds: ids.subnetIds, securityGroupIds: [GroupId] },
          ...{ endpointPrivateAccess: true, endpointPublicAccess: false },
        },
      }),
    )
    const rds = new RDSClient(options)
    for (const Engine of ['docdb', 'neptune']) {
      await rds.send(
        new CreateDBClusterCommand({
          ...{
            DBClusterIdentifier: `the-${Engine}`,
            Engine,
            MasterUsername: 'app',
            MasterUserPassword: 'Not-a-secret-1',
          },
          ...{ DBSubnetGroupName: ids.dbSubnetGroup, VpcSecurityGroupIds: [GroupId] },
        }),
      )
      await rds.send(
        new CreateDBInstanceCommand({
          ...{ DBInstanceIdentifier: `the-${Engine}-1`, DBClusterIdentifier: `the-${Engine}`, Engine },
          DBInstanceClass: 'db.r6g.large',
        }),
      )
    }
  }

  const kinds = ({ databases }: Report) => databases.map((d) => `${d.databaseId} ${d.kind} ${d.port}`).sort()
  const RDS = ['jump-aurora cluster 3306', 'jump-postgres instance 5432']
  const OTHERS = [
    ...['adhoc warehouse 5439', 'basket cache 6379', 'facts warehouse 5439', 'fleet kubernetes 443'],
    ...['sessions cache 6379', 'texts search 443', 'the-docdb docdb 27017', 'the-neptune neptune 8182'],
  ]

  it('are found, each with a tunnel that is judged and a line of its client', async () => {
    const { report, stderr } = await auditByCli()
    expect(stderr).not.toMatch(/error/i)
    expect(report.gaps).toEqual([])
    expect(kinds(report)).toEqual([...OTHERS, ...RDS].sort())
    const ways = report.tunnels.map((t) => `${t.databaseId} ${t.verdict} ${t.blockedBy.map((b) => b.reason).join()}`)
    expect(ways.filter((way) => !way.includes(' READY '))).toEqual([])
    const clientOf = (id: string) => report.tunnels.find((t) => t.databaseId === id)?.commands.client?.[0]?.bash ?? ''
    expect(clientOf('basket')).toMatch(/^valkey-cli -h 127\.0\.0\.1 -p \d+ --tls --sni /)
    expect(clientOf('texts')).toMatch(/^curl --connect-to \S+:443:127\.0\.0\.1:\d+ '?https:/)
    expect(clientOf('fleet')).toMatch(/^kubectl --server https:\/\/127\.0\.0\.1:\d+ --tls-server-name /)
    expect(clientOf('the-docdb')).toMatch(/^mongosh .*directConnection=true.* --tlsCAFile /)
    expect(clientOf('the-neptune')).toMatch(/^curl --connect-to \S+:8182:127\.0\.0\.1:\d+ '?https:/)
    expect(clientOf('facts')).toMatch(/^psql /)
    // A serverless cache reads from replicas at another port of the same name.
    expect(report.databases.find((d) => d.databaseId === 'sessions')).not.toHaveProperty('readerEndpoint')
  })

  it.each([
    ['elasticache', 'DescribeServerlessCaches', 'elasticache:DescribeServerlessCaches', 'cache'],
    ['elasticache', 'DescribeReplicationGroups', 'elasticache:DescribeReplicationGroups', 'cache'],
    ['redshift', 'DescribeClusters', 'redshift:DescribeClusters', 'warehouse'],
    ['redshift-serverless', 'ListWorkgroups', 'redshift-serverless:ListWorkgroups', 'warehouse'],
    ['es', 'ListDomainNames', 'es:ListDomainNames', 'search'],
    ['es', 'DescribeDomains', 'es:DescribeDomains', 'search'],
    ['eks', 'ListClusters', 'eks:ListClusters', 'kubernetes'],
    ['eks', 'DescribeCluster', 'eks:DescribeCluster', 'kubernetes'],
  ])('%s %s refused is a gap of that kind alone', async (service, operation, api, kind) => {
    await sim.faults([{ service, operation, kind: 'denied' }])
    const { report, exitCode } = await auditByCli()
    expect(report.gaps.map((gap) => `${gap.api} ${gap.outcome}`)).toEqual([`${api} denied`])
    expect(exitCode).toBe(3)
    expect(kinds(report)).toEqual([...OTHERS.filter((each) => !each.includes(` ${kind} `)), ...RDS].sort())
    const ways = report.tunnels.map((t) => `${t.databaseId} ${t.verdict}`)
    expect(ways.filter((way) => !way.endsWith(' READY'))).toEqual([])
  })

  it.each([
    ['elasticache', 'DescribeCacheClusters'],
    ['redshift', 'DescribeClusters'],
    ['es', 'ListDomainNames'],
    ['eks', 'ListClusters'],
  ])(
    'a VPC of which %s %s could not tell whether it holds any is not said to be without',
    async (service, operation) => {
      await sim.faults([{ service, operation, kind: 'denied' }])
      const { report } = await auditByCli()
      expect(report.vpcs.map((vpc) => vpc.verdict)).not.toContain('NOT_APPLICABLE')
    },
  )
})
