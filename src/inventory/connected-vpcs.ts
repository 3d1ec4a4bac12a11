import type { RegionSnapshot } from '../model/snapshot.js'
import { gatewaysTogether, isAttached } from './peered-gateways.js'

/** Ends of peering connections, as EC2 spells them. */
const PEERING_ENDED = new Set(['deleted', 'deleting', 'rejected', 'expired', 'failed'])

/** By VPC id: the VPCs that peer with it or share a transit gateway with it, or are attached to gateways that peer. */
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
  const together = gatewaysTogether(regions)
  const members = new Map<string, string[]>()
  for (const region of regions) {
    if (region.vpcPeeringConnections.outcome === 'ok')
      for (const p of region.vpcPeeringConnections.value.filter(isAlive)) join(p.requester.vpcId, p.accepter.vpcId)
    if (region.transitGatewayVpcAttachments.outcome !== 'ok') continue
    for (const { transitGatewayId, vpcId } of region.transitGatewayVpcAttachments.value.filter(isAttached)) {
      const [first = transitGatewayId] = together(transitGatewayId)
      const known = members.get(first)
      if (known) known.push(vpcId)
      else members.set(first, [vpcId])
    }
  }
  for (const vpcIds of members.values()) for (const a of vpcIds) for (const b of vpcIds) join(a, b)
  return connected
}

/** A connection that is still being made counts: its path says what it waits for. */
export const isAlive = ({ status }: { status: string }) => !PEERING_ENDED.has(status)
