import { groupBy } from '../model/group-by.js'
import type { RegionSnapshot } from '../model/snapshot.js'

/** Ends of connections, as EC2 spells them. */
const ATTACHMENT_ENDED = new Set(['deleted', 'deleting', 'failed', 'failing', 'rejected', 'rejecting', 'rollingBack'])
const PEERING_ENDED = new Set(['deleted', 'deleting', 'rejected', 'expired', 'failed'])

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
      for (const p of region.vpcPeeringConnections.value.filter(isAlive)) join(p.requester.vpcId, p.accepter.vpcId)
    if (region.transitGatewayVpcAttachments.outcome !== 'ok') continue
    const attachments = region.transitGatewayVpcAttachments.value.filter((a) => !ATTACHMENT_ENDED.has(a.state))
    for (const members of groupBy(attachments, (a) => a.transitGatewayId).values())
      for (const a of members) for (const b of members) join(a.vpcId, b.vpcId)
  }
  return connected
}

/** A connection that is still being made counts: its path says what it waits for. */
export const isAlive = ({ status }: { status: string }) => !PEERING_ENDED.has(status)
