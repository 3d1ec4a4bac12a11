import type { Database } from '../model/database.js'
import { groupBy } from '../model/group-by.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import type { Instance } from '../model/snapshot-hosts.js'

export interface Tunnel {
  id: string
  host: Instance
  hostRegion: string
  database: Database
}

const PEERING_ENDED = new Set(['deleted', 'deleting', 'rejected', 'expired', 'failed'])

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

/** False when a connection between VPCs may exist that could not be seen. */
export function connectionsComplete(region: RegionSnapshot): boolean {
  return region.vpcPeeringConnections.outcome === 'ok' && region.transitGatewayVpcAttachments.outcome === 'ok'
}

/** By VPC id: the VPCs that peer with it or share a transit gateway with it. */
export function connectedVpcs(regions: readonly RegionSnapshot[]): Map<string, Set<string>> {
  const connected = new Map<string, Set<string>>()
  const join = (a: string, b: string) => {
    if (a === b) return
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const set = connected.get(from) ?? new Set<string>()
      connected.set(from, set.add(to))
    }
  }
  for (const region of regions) {
    if (region.vpcPeeringConnections.outcome === 'ok')
      for (const p of region.vpcPeeringConnections.value)
        if (!PEERING_ENDED.has(p.status)) join(p.requester.vpcId, p.accepter.vpcId)
    if (region.transitGatewayVpcAttachments.outcome !== 'ok') continue
    const attachments = region.transitGatewayVpcAttachments.value.filter((a) => a.state === 'available')
    for (const members of groupBy(attachments, (a) => a.transitGatewayId).values())
      for (const a of members) for (const b of members) join(a.vpcId, b.vpcId)
  }
  return connected
}
