import type { CollectFailure } from '../model/collected.js'
import type { Database } from '../model/database.js'
import { isHostItself } from '../model/host-itself.js'
import type { RegionSnapshot, Snapshot } from '../model/snapshot.js'
import type { Instance } from '../model/snapshot-hosts.js'
import { connectedVpcs, isAlive } from './connected-vpcs.js'
import { gatewaysTogether, isAttached, knowsGateway } from './peered-gateways.js'

export interface Tunnel {
  id: string
  host: Instance
  hostRegion: string
  database: Database
}

/**
 * Pairs every database with the hosts of its own VPC and of VPCs that peer or share a transit gateway with it; a port of the
 * host itself with those of its own.
 */
export function pairTunnels(
  hosts: readonly { host: Instance; region: string }[],
  databases: readonly Database[],
  regions: readonly RegionSnapshot[],
): Tunnel[] {
  const connected = connectedVpcs(regions)
  return databases.flatMap((database) => {
    const vpcId = database.vpcId
    if (vpcId === undefined) return []
    const reach = isHostItself(database) ? undefined : connected.get(vpcId)
    return hosts
      .filter(({ host }) => host.vpcId !== undefined && (host.vpcId === vpcId || reach?.has(host.vpcId)))
      .map(({ host, region }) => ({
        id: `${host.instanceId}/${database.databaseId}`,
        host,
        hostRegion: region,
        database,
      }))
  })
}

/**
 * Why a VPC's databases may be reached through hosts that could not be seen, if they may: hosts of its own, connections
 * to other VPCs, or hosts of a VPC in another region that peers with it, itself or by its transit gateway.
 */
export function unseenHosts(
  vpcId: string,
  region: RegionSnapshot,
  regions: readonly RegionSnapshot[],
): CollectFailure | undefined {
  if (region.instances.outcome !== 'ok') return region.instances
  const { vpcPeeringConnections: peerings, transitGatewayVpcAttachments: attachments } = region
  if (peerings.outcome !== 'ok') return peerings
  if (attachments.outcome !== 'ok') return attachments
  const gatewayIds = gatewaysOf(vpcId, region)
  if (gatewayIds.length > 0 && region.transitGatewayAttachments.outcome !== 'ok')
    return region.transitGatewayAttachments
  const together = gatewaysTogether(regions)
  const reached = gatewayIds.flatMap(together)
  const behindGateways = regions.filter((other) => reached.some((id) => knowsGateway(other, id)))
  const peerRegions = new Set(peersOf(vpcId, region).map((peer) => peer.region))
  return [
    ...regions.filter((other) => peerRegions.has(other.region)).map(({ instances }) => instances),
    ...behindGateways.flatMap((other) => [other.transitGatewayVpcAttachments, other.instances]),
  ].find((list): list is CollectFailure => list.outcome !== 'ok')
}

/** What connects a VPC with places that the audit did not look at, of which hosts may serve it; empty: nothing does. */
export function unauditedConnections(
  vpcId: string,
  region: RegionSnapshot,
  { accountId, regions }: Pick<Snapshot, 'accountId' | 'regions'>,
): { by: string; to: string }[] {
  const audited = new Set(regions.map((each) => each.region))
  const together = gatewaysTogether(regions)
  const peers = peersOf(vpcId, region).filter((peer) => peer.ownerId === accountId && !audited.has(peer.region))
  return [
    ...peers.map((peer) => ({ by: peer.vpcPeeringConnectionId, to: `${peer.vpcId} in ${peer.region}` })),
    ...gatewaysOf(vpcId, region).flatMap((by) =>
      together(by).flatMap((to) => (regions.some((each) => knowsGateway(each, to)) ? [] : [{ by, to }])),
    ),
  ]
}

/** The transit gateways that a VPC is attached to. */
function gatewaysOf(vpcId: string, { transitGatewayVpcAttachments: attachments }: RegionSnapshot): string[] {
  const all = attachments.outcome === 'ok' ? attachments.value : []
  return [...new Set(all.filter((a) => a.vpcId === vpcId && isAttached(a)).map((a) => a.transitGatewayId))]
}

/** The other ends of a VPC's peering connections. */
function peersOf(vpcId: string, { vpcPeeringConnections: peerings }: RegionSnapshot) {
  const alive = peerings.outcome === 'ok' ? peerings.value.filter(isAlive) : []
  return alive.flatMap(({ vpcPeeringConnectionId, requester, accepter }) => {
    const end = requester.vpcId === vpcId ? accepter : accepter.vpcId === vpcId ? requester : undefined
    return end ? [{ ...end, vpcPeeringConnectionId }] : []
  })
}
