import type { RegionSnapshot } from '../../../src/model/snapshot.js'
import type { NetworkAclEntry, Route } from '../../../src/model/snapshot-network.js'
import { twin6 } from './addresses.js'
import type { RandomNetwork } from './random-network.js'
import { readable } from './readable.js'

/**
 * The same network for the other family: every rule, route and entry for IPv4 is one for IPv6 and the other way round, so
 * that what used to be noise decides. Interfaces keep their IPv4 addresses where the network is dual-stack.
 */
export function ipv6Twin(random: RandomNetwork, dualStack: boolean): RandomNetwork {
  const snapshot = structuredClone(random.snapshot)
  for (const region of snapshot.regions) twinRegion(region, dualStack)
  return readable({ snapshot, from: random.from, to: twin6(random.to) })
}

function twinRegion(region: RegionSnapshot, dualStack: boolean): void {
  for (const vpc of all(region.vpcs)) vpc.ipv6CidrBlocks = vpc.cidrBlocks.map(twin6)
  for (const subnet of all(region.subnets)) {
    subnet.ipv6CidrBlocks = [twin6(subnet.cidrBlock ?? '')]
    if (!dualStack) delete subnet.cidrBlock
    subnet.ipv6Native = !dualStack
  }
  for (const end of [...all(region.networkInterfaces), ...all(region.instances).flatMap((i) => i.networkInterfaces)]) {
    end.ipv6Addresses = end.privateIpAddresses.map(twin6)
    if (!dualStack) Object.assign(end, { privateIpAddresses: [], publicIps: [] })
  }
  for (const table of all(region.routeTables))
    table.routes = table.routes.flatMap((route) => twinRoutes(route, dualStack))
  for (const acl of all(region.networkAcls)) acl.entries = acl.entries.map(twinEntry)
  for (const group of all(region.securityGroups))
    for (const permission of [...group.ipPermissions, ...group.ipPermissionsEgress]) {
      const { ipRanges, ipv6Ranges } = permission
      permission.ipRanges = ipv6Ranges.map(() => '0.0.0.0/0')
      permission.ipv6Ranges = ipRanges.map(twin6)
    }
  for (const { entries } of all(region.prefixLists))
    if (entries.outcome === 'ok') entries.value = entries.value.map(twin6)
  for (const peering of all(region.vpcPeeringConnections))
    for (const side of [peering.requester, peering.accepter]) side.ipv6CidrBlocks = side.cidrBlocks.map(twin6)
  for (const { routes } of all(region.transitGatewayRouteTables))
    for (const route of all(routes)) route.destinationCidrBlock = twin6(route.destinationCidrBlock ?? '')
  const attachments = [{ vpcId: 'vpc-a', state: 'available' }]
  all(region.egressOnlyInternetGateways).push({ egressOnlyInternetGatewayId: 'eigw-1', attachments })
}

/** NAT gateways are for IPv4: an egress-only internet gateway does that for IPv6, in its own VPC alone. */
function twinRoutes(route: Route, dualStack: boolean): Route[] {
  const { destinationCidrBlock: block, natGatewayId, ...rest } = route
  if (natGatewayId !== undefined && block !== '0.0.0.0/0') return []
  const target = natGatewayId === undefined ? {} : { egressOnlyInternetGatewayId: 'eigw-1' }
  const twin = { ...rest, ...target, ...(block !== undefined && { destinationIpv6CidrBlock: twin6(block) }) }
  return route.gatewayId === 'local' && dualStack ? [route, twin] : [twin]
}

function twinEntry({ cidrBlock, ipv6CidrBlock, ...entry }: NetworkAclEntry): NetworkAclEntry {
  return {
    ...entry,
    ...(cidrBlock !== undefined && { ipv6CidrBlock: twin6(cidrBlock) }),
    ...(ipv6CidrBlock !== undefined && { cidrBlock: '0.0.0.0/0' }),
  }
}

function all<T>(collected: { outcome: string; value?: T[] } | { outcome: string }): T[] {
  return 'value' in collected ? (collected.value ?? []) : []
}
