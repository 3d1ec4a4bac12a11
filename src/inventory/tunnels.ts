import type { CollectFailure } from '../model/collected.js'
import type { Database } from '../model/database.js'
import { groupBy } from '../model/group-by.js'
import { isHostItself } from '../model/host-itself.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import type { Instance } from '../model/snapshot-hosts.js'
import { connectedVpcs } from './connected-vpcs.js'
import { gatewaysOf, gatewaysTogether, knowsGateway } from './peered-gateways.js'
import { peersOf } from './unaudited-connections.js'

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
  const hostsOf = groupBy(
    hosts.map((each, at) => ({ ...each, at })),
    ({ host }) => host.vpcId,
  )
  /** In the order of the list, whatever VPCs they are of. */
  const hostsIn = (vpcIds: ReadonlySet<string>) =>
    [...vpcIds].flatMap((id) => hostsOf.get(id) ?? []).sort((a, b) => a.at - b.at)
  return databases.flatMap((database) => {
    const vpcId = database.vpcId
    if (vpcId === undefined) return []
    const reach = isHostItself(database) ? [] : (connected.get(vpcId) ?? [])
    return hostsIn(new Set([vpcId, ...reach])).map(({ host, region }) => ({
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
  // Of a gateway whose owner nobody sees nobody knows with whom it is shared.
  if (gatewayIds.length > 0 && region.transitGateways.outcome !== 'ok') return region.transitGateways
  const together = gatewaysTogether(regions)
  const reached = gatewayIds.flatMap(together)
  const behindGateways = regions.filter((other) => reached.some((id) => knowsGateway(other, id)))
  const peerRegions = new Set(peersOf(vpcId, region).map((peer) => peer.region))
  return [
    ...regions.filter((other) => peerRegions.has(other.region)).map(({ instances }) => instances),
    ...behindGateways.flatMap((other) => [other.transitGatewayVpcAttachments, other.instances]),
  ].find((list): list is CollectFailure => list.outcome !== 'ok')
}
