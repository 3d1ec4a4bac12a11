import type { Hop } from '../../model/finding.js'
import type { TransitGatewayVpcAttachment } from '../../model/snapshot-network.js'
import { networkAcl } from '../filters/network-acls.js'
import type { Meeting } from '../filters/security-groups.js'
import type { Network } from '../network.js'
import type { Flow, Party, Place } from '../values/flow.js'
import { fails, isUnknown, notSeen, passes } from '../values/hops.js'
import type { Intervals } from '../values/intervals.js'
import { ports } from '../values/ports.js'
import { doubted, type Station } from '../values/stations.js'
import { type AclFilters, deadEnd, opaque, type Transit } from './transit.js'
import { agreeing, routeHops } from './transit-gateway-routes.js'

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
): { hops: (Hop | Station)[]; ingress: AclFilters } {
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
): Station[] {
  return agreeing(subnetIds.map((subnetId) => networkAcl(subnetId, kind, from, range, network)))
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
): { hops: (Hop | Station)[]; ingress: AclFilters } {
  const origin = network.subnet(from.subnetId)
  const { inZone } = subnetsInZone(attachment, origin.found ? origin.value.availabilityZone : undefined, network)
  const entries = inZone.length > 0 ? inZone : attachment.subnetIds
  const others = entries.filter((id) => id !== to.subnetId)
  const hops = others.map((subnetId) => networkAcl(subnetId, kind, peer, range, network))
  if (others.length === entries.length) return { hops: agreeing(hops), ingress: 'yes' }
  return others.length === 0 ? { hops: [], ingress: 'no' } : { hops: doubted(hops), ingress: 'maybe' }
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
