import type { RegionSnapshot } from '../model/snapshot.js'

/** Ends of attachments, as EC2 spells them. */
const ATTACHMENT_ENDED = new Set(['deleted', 'deleting', 'failed', 'failing', 'rejected', 'rejecting', 'rollingBack'])

/** An attachment that is still being made counts: its path says what it waits for. */
export const isAttached = ({ state }: { state: string }): boolean => !ATTACHMENT_ENDED.has(state)

/**
 * Which transit gateways lead to each other by peerings, also over others: those of one id, itself among them, sorted.
 * Both sides list a peering, each the other's gateway as its resource.
 */
export function gatewaysTogether(regions: readonly RegionSnapshot[]): (gatewayId: string) => readonly string[] {
  const groups = new Map<string, Set<string>>()
  for (const { transitGatewayAttachments: attachments } of regions)
    for (const { transitGatewayId, resourceType, resourceId, state } of attachments.outcome === 'ok'
      ? attachments.value
      : []) {
      if (resourceType !== 'peering' || resourceId === undefined || !isAttached({ state })) continue
      const merged = new Set([transitGatewayId, resourceId].flatMap((id) => [id, ...(groups.get(id) ?? [])]))
      for (const id of merged) groups.set(id, merged)
    }
  return (gatewayId) => [...(groups.get(gatewayId) ?? [gatewayId])].sort()
}

/** Whether a region's lists speak of a gateway as one of its own. */
export function knowsGateway(region: RegionSnapshot, gatewayId: string): boolean {
  const lists = [region.transitGateways, region.transitGatewayVpcAttachments, region.transitGatewayAttachments]
  return lists.some((list) => list.outcome === 'ok' && list.value.some((each) => each.transitGatewayId === gatewayId))
}

/** The transit gateways that a VPC is attached to. */
export function gatewaysOf(vpcId: string, { transitGatewayVpcAttachments: attachments }: RegionSnapshot): string[] {
  const all = attachments.outcome === 'ok' ? attachments.value : []
  return [...new Set(all.filter((a) => a.vpcId === vpcId && isAttached(a)).map((a) => a.transitGatewayId))]
}
