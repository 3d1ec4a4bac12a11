import { parseBlock } from '../model/blocks.js'
import type { Database } from '../model/database.js'
import type { IpPermission, Route } from '../model/snapshot-network.js'
import type { Lookups } from './lookups.js'
import { matchesPort } from './matches-port.js'
import { standingOf } from './states.js'
import type { UnauditedConnection } from './unaudited-connections.js'

/** Where somebody may come from. Without `by`: by whatever connects the VPC with others. */
type Beyond = Pick<UnauditedConnection, 'because' | 'blocks'> & { by?: string }

/** Any host of another account. */
export const OTHER_ACCOUNTS: Beyond = { because: 'account' }

/**
 * Whether a host beyond a connection may reach a database of the VPC, for all that is seen on this side of it: answers find
 * their way into the connection, and the database's groups admit somebody from there.
 */
export function mayBeEntered(database: Database, connection: Beyond, lookups: Lookups): boolean {
  return mayAnswer(database, connection, lookups) && mayAdmit(database, connection, lookups)
}

function mayAnswer(database: Database, { by }: Beyond, lookups: Lookups): boolean {
  // Inside of the VPC every subnet answers every other.
  if (by !== undefined && by === database.vpcId) return true
  const subnetIds = subnetsOf(database, lookups)
  if (subnetIds === undefined || subnetIds.length === 0) return true
  return subnetIds.some((id) => {
    const table = lookups.routeTableOf(id)
    return table.outcome !== 'ok' || (table.value?.routes.some((route) => mayLead(route, by)) ?? true)
  })
}

function subnetsOf({ subnetIds, dbSubnetGroupName, region }: Database, lookups: Lookups): string[] | undefined {
  if (subnetIds !== undefined || dbSubnetGroupName === undefined) return subnetIds
  const group = lookups.dbSubnetGroup(dbSubnetGroupName, region)
  return group.outcome === 'ok' ? group.value?.subnets.map((subnet) => subnet.subnetIdentifier) : undefined
}

/** Into the connection, or to an appliance, from which packets may go on to it. */
function mayLead(route: Route, by: string | undefined): boolean {
  if (standingOf('route', route.state) === 'down') return false
  const { vpcPeeringConnectionId, transitGatewayId, coreNetworkArn, networkInterfaceId, instanceId, gatewayId } = route
  const connection = vpcPeeringConnectionId ?? transitGatewayId ?? coreNetworkArn
  if (connection !== undefined) return by === undefined || connection === by
  const isAppliance = networkInterfaceId !== undefined || instanceId !== undefined
  return isAppliance || (gatewayId?.startsWith('vpce-') === true && route.destinationPrefixListId === undefined)
}

function mayAdmit(database: Database, connection: Beyond, lookups: Lookups): boolean {
  const { port } = database
  const active = database.securityGroups.filter(({ status }) => status === 'active')
  if (port === undefined || active.length === 0) return true
  return active.some(({ groupId }) => {
    const group = lookups.securityGroup(groupId)
    if (group.outcome !== 'ok' || group.value === undefined) return true
    const rules = group.value.ipPermissions.filter((permission) => matchesPort(permission, port))
    return rules.some((rule) => admitsFrom(rule, database.vpcId ?? '', connection, lookups))
  })
}

function admitsFrom(rule: IpPermission, vpcId: string, connection: Beyond, lookups: Lookups): boolean {
  if (rule.prefixListIds.length > 0) return true
  if (rule.userIdGroupPairs.some(({ groupId }) => mayHoldStrangers(groupId, vpcId, connection, lookups))) return true
  const vpc = lookups.vpc(vpcId)
  const own = vpc.outcome === 'ok' && vpc.value ? [...vpc.value.cidrBlocks, ...vpc.value.ipv6CidrBlocks] : []
  return [...rule.ipRanges, ...rule.ipv6Ranges].some((range) =>
    connection.blocks
      ? connection.blocks.some((block) => overlap(range, block))
      : !own.some((block) => isInside(range, block)),
  )
}

/**
 * No host of another VPC is in a group of this one. A host of another account is in a group of this account where the VPC is
 * shared and the group with it; in a group that was shared with this account others may be.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-sharing.html
 */
function mayHoldStrangers(groupId: string, vpcId: string, { because, by }: Beyond, lookups: Lookups): boolean {
  const group = lookups.securityGroup(groupId)
  if (group.outcome !== 'ok' || group.value === undefined) return true
  if (group.value.ownerId !== lookups.snapshot.accountId) return true
  if (by === vpcId) return isHeldByOthers(groupId, lookups)
  return group.value.vpcId !== vpcId && because !== 'account'
}

function isHeldByOthers(groupId: string, lookups: Lookups): boolean {
  const interfaces = lookups.all('networkInterfaces')
  if (interfaces.outcome !== 'ok') return true
  const { accountId } = lookups.snapshot
  return interfaces.value.some((eni) => eni.ownerId !== accountId && eni.groupIds.includes(groupId))
}

function overlap(one: string, other: string): boolean {
  const [a, b] = [parseBlock(one), parseBlock(other)]
  if (!a || !b) return true
  return a.family === b.family && a.interval.start < b.interval.end && b.interval.start < a.interval.end
}

function isInside(part: string, whole: string): boolean {
  const [a, b] = [parseBlock(part), parseBlock(whole)]
  if (a?.family !== b?.family || !a || !b) return false
  return b.interval.start <= a.interval.start && a.interval.end <= b.interval.end
}
