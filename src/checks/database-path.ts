import type { Inventory } from '../inventory/inventory.js'
import type { Database } from '../model/database.js'
import type { Hop } from '../model/finding.js'
import type { ReadersWay } from '../model/readers-way.js'
import {
  ephemeralOf,
  type Journey,
  journeyToDatabase,
  journeyToReaders,
  type PathResult,
  type ProxyLeg,
} from '../network/index.js'
import { defineCheck } from './define.js'
import { DATABASE_NEEDS } from './lib/database-needs.js'
import { whenRunning } from './lib/host.js'
import { NETWORK_NEEDS } from './lib/network-needs.js'
import { pathOutcome } from './lib/path-outcome.js'
import { pathRemedy } from './lib/path-remedy.js'
import { sourceOf } from './lib/service-path.js'

export default defineCheck({
  id: 'database-path',
  title: 'The host reaches the database',
  why: "The host must reach the database's port through its own security group, the network ACLs, the routes and the database's security group. One missing rule lets the connection wait until it times out, with no word from AWS.",
  console:
    "VPC > Security groups, Network ACLs or Route tables: the one that the hop that fails names. Most often: the database's security group > Inbound rules > Edit inbound rules > Add rule, the database's port from the host's security group.",
  subject: 'tunnel',
  blocks: ['tunnel'],
  posture: false,
  symptomOf: ['vpc-dns'],
  needs: [
    ...['ec2:DescribeInstances', ...DATABASE_NEEDS, 'rds:DescribeDBProxyTargets', 'rds:DescribeDBSubnetGroups'],
    ...NETWORK_NEEDS,
  ],
  doc: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.Scenarios.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run: ({ host, database }, context) =>
    whenRunning(host, () => {
      const { inventory, network, region } = context
      const ephemeral = ephemeralOf(host, region.knownNodeOf(host.instanceId)?.platformType)
      const question = { ephemeral, region: region.region }
      const journey = journeyToDatabase(host, database, question, network)
      const isBlocked = journey.path.verdict === 'blocked'
      const readers = isBlocked ? undefined : journeyToReaders(host, database, question, network)
      const { port = 0, endpoint } = database
      const failover = journey.path.blockedAfterFailover
      const groups = activeGroupsOf(database)
      const story = {
        host: host.instanceId,
        target: `${database.databaseId}:${port}`,
        ...(failover && { warnReason: 'blocked-after-failover' }),
        evidence: {
          ...{ endpoint, port, ...(failover && { blockedAfterFailover: failover }) },
          ...(readers && inTheWayOf(readers)),
        },
        remedyOf: (hop: Hop) => {
          const leg = journey.path.legs?.find(({ hops }) => hops.includes(hop))
          const where = { inventory, region: database.region }
          if (leg) return pathRemedy(hop, { ...where, ...endsBehind(database, leg) })
          return pathRemedy(hop, {
            ...where,
            ...{ dialled: database.databaseId, port, sameVpc: host.vpcId === database.vpcId },
            source: sourceOf(host),
            destination: { groupId: groups[0]?.groupId, subnetIds: subnetsOf(database, inventory) },
          })
        },
      }
      return pathOutcome(journey, story, context)
    }),
})

/** What keeps the readers away, for whoever prints their command: the verdict is that of the endpoint itself. */
function inTheWayOf({ path: { verdict }, hops }: Journey<PathResult>): { readers?: ReadersWay } {
  if (verdict === 'open') return {}
  const hop = hops().find(({ outcome }) => outcome === (verdict === 'blocked' ? 'fail' : 'unknown'))
  return { readers: { verdict, why: hop?.why ?? '' } }
}

function subnetsOf({ subnetIds, dbSubnetGroupName, region }: Database, inventory: Inventory) {
  if (subnetIds !== undefined || dbSubnetGroupName === undefined) return subnetIds
  const group = inventory.dbSubnetGroup(dbSubnetGroupName, region)
  return group.outcome === 'ok' ? group.value?.subnets.map((subnet) => subnet.subnetIdentifier) : undefined
}

const activeGroupsOf = ({ securityGroups }: Database) => securityGroups.filter(({ status }) => status === 'active')

/** Between a proxy and its database the proxy is the source, and the port is the database's own. */
const endsBehind = (proxy: Database, { database: { databaseId, port = 0 } }: ProxyLeg) => ({
  ...{ dialled: databaseId, port, sameVpc: true },
  source: { groupId: activeGroupsOf(proxy)[0]?.groupId },
  destination: {},
})
