import type { DatabaseOptions } from './databases.js'
import { databaseGroup } from './databases.js'
import { idOf } from './ids.js'
import type { BuiltVpc } from './network.js'

const PORT = 6379

/** A Valkey replication group of one shard, with TLS; its id. */
export function cache(built: BuiltVpc, id: string, { subnets, from, status = 'available' }: DatabaseOptions): string {
  const { region, account } = built
  const stores = region.dataStores
  const subnetGroup = `${built.name}-cache`
  const zoneOf = (i: number) => region.region + (subnets[i % subnets.length]?.zone ?? 'a')
  const hash = idOf('cache', account.accountId, region.region).slice(-6)
  const name = (kind: string) => ({
    Address: `${kind}.${id}.${hash}.${shortRegion(region.region)}.cache.amazonaws.com`,
    Port: PORT,
  })
  const groupId = databaseGroup(built, id, PORT, from)
  const members = ['001', '002'].map((suffix) => `${id}-${suffix}`)
  stores.cacheSubnetGroups.push({
    CacheSubnetGroupName: subnetGroup,
    VpcId: built.vpcId,
    Subnets: subnets.map(({ subnetId, zone }) => ({
      SubnetIdentifier: subnetId,
      SubnetAvailabilityZone: { Name: region.region + zone },
    })),
  })
  stores.cacheClusters.push(
    ...members.map((member, i) => ({
      CacheClusterId: member,
      ReplicationGroupId: id,
      Engine: 'valkey',
      EngineVersion: '8.0.1',
      CacheClusterStatus: status,
      CacheSubnetGroupName: subnetGroup,
      PreferredAvailabilityZone: zoneOf(i),
      SecurityGroups: [{ SecurityGroupId: groupId, Status: 'active' }],
      TransitEncryptionEnabled: true,
      TransitEncryptionMode: 'required' as const,
    })),
  )
  stores.replicationGroups.push({
    ReplicationGroupId: id,
    ARN: `arn:${account.partition}:elasticache:${region.region}:${account.accountId}:replicationgroup:${id}`,
    Engine: 'valkey',
    Status: status,
    MemberClusters: members,
    NodeGroups: [
      {
        NodeGroupId: '0001',
        Status: 'available',
        PrimaryEndpoint: name('master'),
        ReaderEndpoint: name('replica'),
        NodeGroupMembers: members.map((member, i) => ({
          CacheClusterId: member,
          CacheNodeId: '0001',
          PreferredAvailabilityZone: zoneOf(i),
          CurrentRole: i === 0 ? 'primary' : 'replica',
        })),
      },
    ],
    ClusterEnabled: false,
    TransitEncryptionEnabled: true,
    TransitEncryptionMode: 'required',
  })
  return id
}

/** As ElastiCache shortens it in names: `eu-west-1` → `euw1`. */
const shortRegion = (region: string) => region.replace(/^(\w+)-(\w)\w*-(\d)$/, '$1$2$3')
