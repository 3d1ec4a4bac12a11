import type { Hop } from '../model/finding.js'
import type { TransitGatewayVpcAttachment } from '../model/snapshot-network.js'
import { type AddressSet, parseBlock, ports } from './addresses.js'
import type { Flow, Party, Place } from './flow.js'
import { fails, isUnknown, notSeen, passes, soften } from './hops.js'
import { difference, type Intervals, intersection } from './intervals.js'
import type { Network } from './network.js'
import { networkAclHop } from './network-acls.js'
import { prefixListEntries } from './security-group-rules.js'
import type { Meeting } from './security-groups.js'
import { type AclFilters, deadEnd, opaque, type Transit } from './transit.js'

/** Across a transit gateway to the destination's VPC. The way back is `backThroughTransitGateway`. */
export function throughTransitGateway(id: string, flow: Flow, network: Network): Transit {
  const { source, destination, port } = flow
  if (!source.place)
    return deadEnd(
      flow,
      isUnknown({
        at: id,
        kind: 'transit-gateway-attachment',
        code: 'MISSING',
        why: 'The VPC of the source is not known.',
      }),
    )
  if (source.place.vpcId === destination.place?.vpcId)
    return opaque(
      flow,
      'none',
      isUnknown({
        at: id,
        kind: 'transit-gateway-route',
        code: 'MIDDLEBOX',
        why: `${id} lies between two subnets of ${source.place.vpcId}: what it does there is not followed.`,
      }),
    )
  const leave = attachmentHops(id, source.place, network)
  if (!leave.attachment) return deadEnd(flow, ...leave.hops)
  const entry = tgwSubnetAcl(leave.subnetIds, source, 'network-acl-ingress', ports(port), network)
  const towards = destination.place ? arrivalAttachment(id, destination.place.vpcId, network) : undefined
  const routed = routeHops(
    leave.attachment.transitGatewayAttachmentId,
    destination.addresses,
    towards?.attachment,
    network,
  )
  const hops = [...leave.hops, ...entry, ...routed.hops, ...(towards?.hops ?? [])]
  if (!destination.place || !towards?.attachment) return opaque(flow, 'transit-gateway-unknown', ...hops)
  const arrive = arrivalHops(
    towards.attachment,
    source.place,
    destination.place,
    destination,
    'network-acl-egress',
    ports(port),
    network,
  )
  return {
    out: [...hops, ...arrive.hops],
    back: [],
    meeting: meetingOver(id, leave.attachment, towards.attachment, network),
    arrival: routed.middlebox ? 'rewritten' : 'place',
    ingress: arrive.ingress,
  }
}

/** The replies: from the destination's zone through the gateway into the source's subnet. */
export function backThroughTransitGateway(
  id: string,
  flow: Flow,
  network: Network,
): { hops: Hop[]; ingress: AclFilters } {
  const { source, destination, ephemeral } = flow
  if (!source.place || !destination.place) return { hops: [], ingress: 'yes' }
  const leave = attachmentHops(id, destination.place, network)
  if (!leave.attachment) return { hops: leave.hops, ingress: 'yes' }
  const entry = tgwSubnetAcl(leave.subnetIds, destination, 'network-acl-reply-ingress', ephemeral, network)
  const towards = arrivalAttachment(id, source.place.vpcId, network)
  const routed = routeHops(leave.attachment.transitGatewayAttachmentId, source.addresses, towards.attachment, network)
  const hops = [...leave.hops, ...entry, ...routed.hops, ...towards.hops]
  if (!towards.attachment) return { hops, ingress: 'yes' }
  const arrive = arrivalHops(
    towards.attachment,
    destination.place,
    source.place,
    source,
    'network-acl-reply-egress',
    ephemeral,
    network,
  )
  return { hops: [...hops, ...arrive.hops], ingress: arrive.ingress }
}

/** Traffic enters the gateway only in a zone where the VPC's attachment has a subnet. */
function attachmentHops(id: string, place: Place, network: Network) {
  const kind = 'transit-gateway-attachment'
  const found = arrivalAttachment(id, place.vpcId, network)
  const { attachment } = found
  if (!attachment) return { hops: found.hops, subnetIds: [] }
  const subnet = network.subnet(place.subnetId)
  if (!subnet.found) return { hops: [...found.hops, notSeen(place.subnetId, kind, subnet)], attachment, subnetIds: [] }
  const zone = subnet.value.availabilityZone
  const { inZone, unseen } = subnetsInZone(attachment, zone, network)
  if (inZone.length > 0)
    return { hops: found.hops, attachment, subnetIds: inZone.includes(place.subnetId) ? [] : inZone }
  const words = { at: attachment.transitGatewayAttachmentId, kind, code: 'TGW_ATTACHMENT_NOT_IN_ZONE' } as const
  const hop = unseen
    ? isUnknown({ ...words, code: 'MISSING', why: `The zone of ${unseen}, a subnet of the attachment, is not known.` })
    : fails({
        ...words,
        why: `${attachment.transitGatewayAttachmentId} has no subnet in ${zone}, the zone of ${place.subnetId}.`,
      })
  return { hops: [...found.hops, hop], attachment, subnetIds: [] }
}

function subnetsInZone(attachment: TransitGatewayVpcAttachment, zone: string | undefined, network: Network) {
  const subnets = attachment.subnetIds.map((id) => ({ id, lookup: network.subnet(id) }))
  return {
    inZone: subnets.flatMap(({ id, lookup }) => (lookup.found && lookup.value.availabilityZone === zone ? [id] : [])),
    unseen: subnets.find(({ lookup }) => !lookup.found)?.id,
  }
}

function arrivalAttachment(
  id: string,
  vpcId: string,
  network: Network,
): { hops: Hop[]; attachment?: TransitGatewayVpcAttachment } {
  const kind = 'transit-gateway-attachment'
  const list = network.transitGatewayVpcAttachmentsOf(vpcId)
  if (!list.found) return { hops: [notSeen(id, kind, list)] }
  const all = list.value.filter((a) => a.transitGatewayId === id)
  const attachment = all.find((a) => a.state === 'available') ?? all[0]
  if (!attachment)
    return {
      hops: [isUnknown({ at: id, kind, code: 'MISSING', why: `No attachment of ${vpcId} to ${id} can be seen.` })],
    }
  const available = attachment.state === 'available'
  const hop = (available ? passes : fails)({
    at: attachment.transitGatewayAttachmentId,
    kind,
    code: available ? 'ALLOWED' : 'BAD_STATE',
    why: `${attachment.transitGatewayAttachmentId} of ${vpcId} is ${attachment.state}.`,
  })
  return { hops: [hop], attachment }
}

/**
 * The network ACL of the attachment's subnet filters what enters from the VPC; it is not looked at in the other direction,
 * nor where the interface lies in that subnet itself.
 * @see https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html
 */
function tgwSubnetAcl(
  subnetIds: readonly string[],
  from: Party,
  kind: 'network-acl-ingress' | 'network-acl-reply-ingress',
  range: Intervals,
  network: Network,
): Hop[] {
  return agreeing(subnetIds.map((subnetId) => networkAclHop(subnetId, kind, from, range, network)))
}

/** Out of the gateway: by the attachment's subnet in the zone where the traffic came from, else by any of them. */
function arrivalHops(
  attachment: TransitGatewayVpcAttachment,
  from: Place,
  to: Place,
  peer: Party,
  kind: 'network-acl-egress' | 'network-acl-reply-egress',
  range: Intervals,
  network: Network,
): { hops: Hop[]; ingress: AclFilters } {
  const origin = network.subnet(from.subnetId)
  const { inZone } = subnetsInZone(attachment, origin.found ? origin.value.availabilityZone : undefined, network)
  const entries = inZone.length > 0 ? inZone : attachment.subnetIds
  const others = entries.filter((id) => id !== to.subnetId)
  const hops = others.map((subnetId) => networkAclHop(subnetId, kind, peer, range, network))
  if (others.length === entries.length) return { hops: agreeing(hops), ingress: 'yes' }
  return others.length === 0 ? { hops: [], ingress: 'no' } : { hops: soften(hops, 'unknown'), ingress: 'maybe' }
}

/** Any one of several subnets may be used: where they disagree a failure is not certain. */
function agreeing(hops: readonly Hop[]): Hop[] {
  const disagree = new Set(hops.map((h) => h.outcome)).size > 1
  return hops.map((h) => (disagree && h.outcome === 'fail' ? { ...h, outcome: 'unknown' } : h))
}

/** The gateway's own routes: the table that the attachment is associated with, longest prefix first. */
function routeHops(
  fromAttachmentId: string,
  addresses: AddressSet,
  to: TransitGatewayVpcAttachment | undefined,
  network: Network,
): { hops: Hop[]; middlebox: boolean } {
  const kind = 'transit-gateway-route'
  const hop = (h: Hop, middlebox = false) => ({ hops: [h], middlebox })
  const attachment = network.transitGatewayAttachment(fromAttachmentId)
  if (!attachment.found) return hop(notSeen(fromAttachmentId, kind, attachment))
  const tableId = attachment.value.associationRouteTableId
  const state = attachment.value.associationState ?? 'associated'
  if (tableId === undefined || state === 'disassociated')
    return hop(
      isUnknown({
        at: fromAttachmentId,
        kind,
        code: 'TGW_RTB_UNKNOWN',
        why: `The route table of ${fromAttachmentId} cannot be seen.`,
      }),
    )
  const table = network.transitGatewayRouteTable(tableId)
  if (!table.found) return hop(notSeen(tableId, kind, table))
  const { routes } = table.value
  if (routes.outcome !== 'ok')
    return hop(
      isUnknown({
        at: tableId,
        kind,
        code: `API_${routes.outcome.toUpperCase()}`,
        why: `The routes of ${tableId} could not be read (${routes.api}: ${routes.outcome}).`,
      }),
    )

  const candidates = network.memo(`transit routes ${tableId}`, () => sortedRoutes(routes.value, network))
  if (candidates.unreadable !== undefined)
    return hop(
      isUnknown({
        at: tableId,
        kind,
        code: 'PREFIX_LIST_UNREADABLE',
        why: `The entries of ${candidates.unreadable} in ${tableId} could not be read.`,
      }),
    )
  let rest = addresses.ranges
  const hops: Hop[] = []
  let middlebox = false
  for (const route of candidates.routes) {
    if (rest.length === 0) break
    if (route.block.family !== addresses.family) continue
    const part = intersection(rest, [route.block.interval])
    if (part.length === 0) continue
    rest = difference(rest, part)
    const words = {
      at: tableId,
      kind,
      rule: `${route.text} → ${route.attachmentIds.join(', ') || route.state}`,
    } as const
    if (route.state !== 'active')
      hops.push(
        fails({ ...words, code: 'BAD_STATE_ROUTE', why: `${tableId} drops ${addresses.text} (${route.state}).` }),
      )
    else if (to && route.attachmentIds.includes(to.transitGatewayAttachmentId))
      hops.push(passes({ ...words, code: 'ALLOWED', why: `${tableId} leads to ${to.transitGatewayAttachmentId}.` }))
    else {
      middlebox = true
      hops.push(
        isUnknown({
          ...words,
          code: 'TGW_ROUTE_ELSEWHERE',
          why: `${tableId} leads to ${route.attachmentIds.join(', ') || 'an attachment that is not named'}, which cannot be followed.`,
        }),
      )
    }
  }
  if (rest.length > 0)
    hops.push(fails({ at: tableId, kind, code: 'CANNOT_ROUTE', why: `${tableId} has no route to ${addresses.text}.` }))
  return { hops: hops.length > 1 ? agreeing(hops) : hops, middlebox }
}

function sortedRoutes(
  routes: readonly {
    destinationCidrBlock?: string | undefined
    prefixListId?: string | undefined
    state: string
    type: string
    attachmentIds: string[]
  }[],
  network: Network,
) {
  let unreadable: string | undefined
  const sorted = routes.flatMap((route) => {
    const entries = route.prefixListId === undefined ? undefined : prefixListEntries(route.prefixListId, network)
    if (entries && !entries.found && route.destinationCidrBlock === undefined) unreadable ??= route.prefixListId
    const texts =
      route.destinationCidrBlock !== undefined ? [route.destinationCidrBlock] : entries?.found ? entries.value : []
    return texts.flatMap((text) => {
      const block = parseBlock(text)
      return block ? [{ ...route, text, block, rank: route.type === 'static' ? 0 : 1 }] : []
    })
  })
  sorted.sort((a, b) => b.block.prefixLength - a.block.prefixLength || a.rank - b.rank)
  return { routes: sorted, unreadable }
}

/** Rules can name groups of the other VPC where the gateway and both attachments have the option on. */
function meetingOver(
  id: string,
  a: TransitGatewayVpcAttachment,
  b: TransitGatewayVpcAttachment,
  network: Network,
): Meeting {
  const gateway = network.transitGateway(id)
  const options = [
    gateway.found ? gateway.value.securityGroupReferencingSupport : undefined,
    a.securityGroupReferencingSupport,
    b.securityGroupReferencingSupport,
  ]
  if (options.includes('disable')) return 'none'
  return options.every((option) => option === 'enable') ? 'transit-gateway' : 'transit-gateway-unknown'
}
