import type { CollectFailure } from '../model/collected.js'
import type { Database } from '../model/database.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import type { Instance } from '../model/snapshot-hosts.js'
import { connectedVpcs, isAlive } from './connected-vpcs.js'

export interface Tunnel {
  id: string
  host: Instance
  hostRegion: string
  database: Database
}

/** Pairs every database with the hosts of its own VPC and of VPCs that peer or share a transit gateway with it. */
export function pairTunnels(
  hosts: readonly { host: Instance; region: string }[],
  databases: readonly Database[],
  regions: readonly RegionSnapshot[],
): Tunnel[] {
  const connected = connectedVpcs(regions)
  return databases.flatMap((database) => {
    const vpcId = database.vpcId
    if (vpcId === undefined) return []
    const reach = connected.get(vpcId)
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
 * to other VPCs, or hosts of a VPC in another region that peers with it.
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
  const peerRegions = new Set(
    peerings.value.filter(isAlive).flatMap(({ requester, accepter }) => {
      if (requester.vpcId === vpcId) return [accepter.region]
      return accepter.vpcId === vpcId ? [requester.region] : []
    }),
  )
  return regions
    .filter((other) => peerRegions.has(other.region))
    .map(({ instances }) => instances)
    .find((instances): instances is CollectFailure => instances.outcome !== 'ok')
}
