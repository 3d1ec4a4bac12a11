import type { RegionSnapshot, Snapshot } from '../model/snapshot.js'
import { isAlive } from './connected-vpcs.js'
import { gatewaysOf, gatewaysTogether, knowsGateway } from './peered-gateways.js'
import { standingOf } from './states.js'

/** What connects a VPC with a place that the audit did not look at. */
export interface UnauditedConnection {
  /** A peering connection, transit gateway or core network; the VPC itself where it is shared. */
  by: string
  to: string
  /** Why nobody looked there. */
  because: 'region' | 'account' | 'core-network'
  /** Of whoever may come from there, where that is known. */
  blocks?: readonly string[]
}

type Facts = Pick<Snapshot, 'accountId' | 'regions'>

/** Whatever connects a VPC with places that the audit did not look at, of which hosts may serve it; those that another run can look at first. */
export function unauditedConnections(vpcId: string, region: RegionSnapshot, facts: Facts): UnauditedConnection[] {
  const all = [
    ...bySharing(vpcId, region, facts),
    ...overPeerings(vpcId, region, facts),
    ...overGateways(vpcId, region, facts),
    ...overCoreNetworks(vpcId, region),
  ]
  return all.toSorted((a, b) => Number(a.because !== 'region') - Number(b.because !== 'region'))
}

/**
 * Accounts that share a VPC have hosts of their own in it: its owner sees their interfaces, a participant nothing.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html
 */
function bySharing(
  by: string,
  { vpcs, networkInterfaces }: RegionSnapshot,
  { accountId }: Facts,
): UnauditedConnection[] {
  const vpc = vpcs.outcome === 'ok' ? vpcs.value.find(({ vpcId }) => vpcId === by) : undefined
  if (!vpc) return []
  const end = { by, because: 'account', blocks: [...vpc.cidrBlocks, ...vpc.ipv6CidrBlocks] } as const
  if (vpc.ownerId !== accountId) return [{ ...end, to: `account ${vpc.ownerId} and whomever else it shares it with` }]
  const interfaces = networkInterfaces.outcome === 'ok' ? networkInterfaces.value : []
  const hosts = interfaces.filter(
    (eni) => eni.vpcId === by && eni.ownerId !== accountId && eni.instanceId !== undefined,
  )
  return [...new Set(hosts.map(({ ownerId }) => ownerId))].sort().map((owner) => ({ ...end, to: `account ${owner}` }))
}

function overPeerings(vpcId: string, region: RegionSnapshot, { accountId, regions }: Facts): UnauditedConnection[] {
  const audited = new Set(regions.map((each) => each.region))
  return peersOf(vpcId, region).flatMap((peer): UnauditedConnection[] => {
    const { vpcPeeringConnectionId: by, ownerId, cidrBlocks, ipv6CidrBlocks } = peer
    // Every VPC has IPv4 blocks: where none is told, nothing is known of its addresses.
    const known = cidrBlocks.length > 0 && { blocks: [...cidrBlocks, ...ipv6CidrBlocks] }
    const end = { by, ...known }
    // Of another account nobody looks at what it waits for: as it is, it carries nothing.
    if (ownerId !== accountId && standingOf('peering', peer.status) === 'down') return []
    if (ownerId !== accountId) return [{ ...end, to: `${peer.vpcId} of account ${ownerId}`, because: 'account' }]
    return audited.has(peer.region) ? [] : [{ ...end, to: `${peer.vpcId} in ${peer.region}`, because: 'region' }]
  })
}

/** The other ends of a VPC's peering connections. */
export function peersOf(vpcId: string, { vpcPeeringConnections: peerings }: RegionSnapshot) {
  const alive = peerings.outcome === 'ok' ? peerings.value.filter(isAlive) : []
  return alive.flatMap(({ vpcPeeringConnectionId, status, requester, accepter }) => {
    const end = requester.vpcId === vpcId ? accepter : accepter.vpcId === vpcId ? requester : undefined
    return end ? [{ ...end, vpcPeeringConnectionId, status }] : []
  })
}

function overGateways(vpcId: string, region: RegionSnapshot, facts: Facts): UnauditedConnection[] {
  const together = gatewaysTogether(facts.regions)
  const { transitGatewayVpcAttachments: attachments } = region
  const serves = (gatewayId: string) =>
    attachments.outcome === 'ok' &&
    attachments.value.some((a) => a.vpcId === vpcId && a.transitGatewayId === gatewayId && mayCarry(a))
  return gatewaysOf(vpcId, region).flatMap((by) =>
    together(by).flatMap((id): UnauditedConnection[] =>
      facts.regions.some((each) => knowsGateway(each, id))
        ? (serves(by) ? othersAttached(id, facts) : []).map((to) => ({ by, to, because: 'account' }))
        : [{ by, to: id, because: 'region' }],
    ),
  )
}

const mayCarry = ({ state }: { state: string }) => standingOf('transitGatewayAttachment', state) !== 'down'

/**
 * Accounts that a gateway is shared with attach VPCs of theirs: its owner sees them, nobody else does.
 * @see https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-share.html
 */
function othersAttached(gatewayId: string, { accountId, regions }: Facts): string[] {
  const gateways = regions.flatMap(({ transitGateways: list }) => (list.outcome === 'ok' ? list.value : []))
  const owner = gateways.find((gateway) => gateway.transitGatewayId === gatewayId)?.ownerId
  if (owner !== undefined && owner !== accountId)
    return [`whatever other accounts attach to ${gatewayId} of account ${owner}`]
  const attached = regions.flatMap(({ transitGatewayAttachments: list }) => (list.outcome === 'ok' ? list.value : []))
  return attached
    .filter((each) => each.transitGatewayId === gatewayId && each.resourceType === 'vpc' && mayCarry(each))
    .flatMap(({ resourceId, resourceOwnerId = accountId }) =>
      resourceId === undefined || resourceOwnerId === accountId ? [] : [`${resourceId} of account ${resourceOwnerId}`],
    )
}

/** AWS Cloud WAN: what else is attached to a core network is not collected. */
function overCoreNetworks(vpcId: string, { routeTables }: RegionSnapshot): UnauditedConnection[] {
  const tables = routeTables.outcome === 'ok' ? routeTables.value.filter((table) => table.vpcId === vpcId) : []
  const ids = new Set(tables.flatMap(({ routes }) => routes.flatMap(({ coreNetworkArn }) => coreNetworkArn ?? [])))
  return [...ids].sort().map((by) => ({ by, to: 'the VPCs that are attached to it', because: 'core-network' }))
}
