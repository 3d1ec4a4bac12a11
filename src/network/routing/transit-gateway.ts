import type { Hop } from '../../model/finding.js'
import type { TransitGatewayVpcAttachment } from '../../model/snapshot-gateways.js'
import { networkAcl } from '../filters/network-acls.js'
import type { Network } from '../network.js'
import { AddressSet } from '../values/addresses.js'
import { fails, isUnknown, notSeen } from '../values/hops.js'
import { doubted, type Station, station } from '../values/stations.js'
import { attachmentOf, meetingOver, subnetsInZone } from './transit-gateway-attachments.js'
import { type Peering, peeringOf } from './transit-gateway-peering.js'
import { type GatewayPart, gatewayRoutes } from './transit-gateway-routes.js'
import {
  across,
  arrives,
  deadEnd,
  type Guide,
  HOP_KINDS_OF,
  type Leg,
  oneWayOf,
  past,
  pastStations,
  type Standing,
  type Trail,
  unseen,
  type Ways,
} from './way.js'

const kind = 'transit-gateway-attachment'

/** Through a transit gateway: in by the attachment in the packets' zone, on by its table, out into a subnet of another attachment. */
export function throughTransitGateway(id: string, at: Standing, leg: Leg, before: Trail, guide: Guide): Ways {
  const { network } = guide
  const { place } = leg.to
  if (at.vpcId === place?.vpcId) {
    const why = `${id} lies between two subnets of ${at.vpcId}: what it does there is not followed.`
    return unseen(
      leg,
      past(before, isUnknown({ at: id, kind: 'transit-gateway-route', code: 'MIDDLEBOX', why })),
      'none',
    )
  }
  const leave = entrance(id, at, leg, network)
  const trail = pastStations(before, leave.stations)
  const from = leave.attachment
  return from
    ? switched({ id, from, attachmentId: from.transitGatewayAttachmentId }, at, leg, trail, guide)
    : deadEnd(leg, trail)
}

/** By which attachment packets came into a gateway. `from`: where that is a VPC's. */
interface Arrival {
  id: string
  attachmentId: string
  from?: TransitGatewayVpcAttachment
}

/** On by the table of the attachment by which packets came. */
function switched(arrival: Arrival, at: Standing, leg: Leg, trail: Trail, guide: Guide): Ways {
  const { network } = guide
  const { id, attachmentId } = arrival
  const { place } = leg.to
  const towards = place ? attachmentOf(id, place.vpcId, network) : undefined
  const routes = gatewayRoutes(id, attachmentId, leg.to, network)
  const circle = trail.passed.includes(attachmentId)
  if ('hop' in routes || circle) {
    const hop = 'hop' in routes ? routes.hop : elsewhere(attachmentId, id)
    const there = doubted((towards?.hops ?? []).map(station))
    return unseen(leg, pastStations(past(trail, hop), there), 'transit-gateway-unknown')
  }
  const passed = [...trail.passed, attachmentId]
  const options = routes.parts.map((part) => {
    const whole = routes.parts.length === 1
    const to = whole ? leg.to : { ...leg.to, addresses: AddressSet.of(leg.to.addresses.family, part.ranges) }
    const onward = { ...trail, passed }
    return { label: leg.to.label, ways: takePart(arrival, part, towards, at, { ...leg, to }, onward, guide) }
  })
  return options.length === 1 ? oneWayOf(options) : { spread: leg.to.spread, options }
}

type Found = ReturnType<typeof attachmentOf>

function takePart(
  { id, from }: Arrival,
  { hop, attachmentIds }: GatewayPart,
  towards: Found | undefined,
  at: Standing,
  leg: Leg,
  before: Trail,
  guide: Guide,
): Ways {
  const { network } = guide
  const there = towards?.attachment
  const taken = past(before, hop)
  const peerings = new Map(attachmentIds.map((attachmentId) => [attachmentId, peeringOf(id, attachmentId, network)]))
  const peers = [...peerings.values()].some((peering) => peering !== undefined)
  const leadsThere = there ? attachmentIds.includes(there.transitGatewayAttachmentId) : !peers
  const trail = leadsThere ? past(taken, ...(towards?.hops ?? [])) : taken
  const meeting = there && (from ? meetingOver(id, from, there, network) : 'none')
  if (hop.outcome === 'fail') return deadEnd(leg, trail, meeting)
  if (there && meeting && leadsThere) return out(there, at, leg, across(trail, meeting), guide)
  const options = (attachmentIds.length > 0 ? attachmentIds : ['an attachment that is not named']).map(
    (attachmentId) => {
      const peering = peerings.get(attachmentId)
      if (peering) return { label: attachmentId, ways: overPeering(peering, attachmentId, at, leg, taken, guide) }
      const other = network.transitGatewayVpcAttachment(attachmentId)
      const unfollowed = past(trail, elsewhere(hop.at, attachmentId, hop.rule))
      const known = other.found && other.value.vpcOwnerId === network.snapshot.accountId
      const ways = known
        ? out(other.value, at, leg, across(unfollowed, 'transit-gateway-unknown'), guide)
        : unseen(leg, unfollowed, 'transit-gateway-unknown')
      return { label: attachmentId, ways }
    },
  )
  return oneWayOf(options)
}

/** Into the gateway on the other side, and on by the table that the peering is associated with there. */
function overPeering(
  { gatewayId, hops, isSeen }: Peering,
  attachmentId: string,
  at: Standing,
  leg: Leg,
  before: Trail,
  guide: Guide,
): Ways {
  const trail = across(past(before, ...hops), 'none')
  if (hops.some(({ outcome }) => outcome === 'fail')) return deadEnd(leg, trail)
  return isSeen ? switched({ id: gatewayId, attachmentId }, at, leg, trail, guide) : unseen(leg, trail, 'none')
}

const elsewhere = (at: string, attachmentId: string, rule?: string): Hop =>
  isUnknown({
    at,
    kind: 'transit-gateway-route',
    code: 'TGW_ROUTE_ELSEWHERE',
    ...(rule !== undefined && { rule }),
    why: `${at} leads to ${attachmentId}, whose way on is not seen for certain.`,
  })

/**
 * Out of the gateway: in the zone where the packets came from, else in any, unless the attachment is in appliance mode,
 * which picks a zone by the flow. From there the table of the attachment's subnet leads on.
 * @see https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-appliance-scenario.html
 */
function out(attachment: TransitGatewayVpcAttachment, at: Standing, leg: Leg, trail: Trail, guide: Guide): Ways {
  const { network } = guide
  const origin = at.subnetId === undefined ? undefined : network.subnet(at.subnetId)
  const zone = origin?.found ? origin.value.availabilityZone : undefined
  const { inZone } = subnetsInZone(attachment, zone, network)
  const anyZone = inZone.length === 0 || attachment.applianceModeSupport === 'enable'
  const doors = anyZone ? attachment.subnetIds : inZone
  const options = doors.map((subnetId) => ({
    label: `${leg.to.label} by ${subnetId}`,
    ways:
      subnetId === leg.to.place?.subnetId
        ? arrives(leg, trail, false)
        : guide.follow({ vpcId: attachment.vpcId, subnetId }, leg, trail),
  }))
  if (options.length > 0) return oneWayOf(options)
  const at_ = attachment.transitGatewayAttachmentId
  return unseen(
    leg,
    past(trail, isUnknown({ at: at_, kind, code: 'MISSING', why: `No subnet of ${at_} is known.` })),
    'none',
  )
}

/**
 * Into the gateway, only in a zone where the VPC's attachment has a subnet. That subnet's network ACL filters what enters,
 * unless the packets come from the subnet itself.
 * @see https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html
 */
function entrance(id: string, at: Standing, leg: Leg, network: Network) {
  const { attachment, hops } = attachmentOf(id, at.vpcId, network)
  const stations = hops.map(station)
  if (!attachment || at.subnetId === undefined) return { stations, attachment }
  const subnet = network.subnet(at.subnetId)
  if (!subnet.found) return { stations: [...stations, station(notSeen(at.subnetId, kind, subnet))], attachment }
  const zone = subnet.value.availabilityZone
  const { inZone, unseen: lost } = subnetsInZone(attachment, zone, network)
  if (inZone.length > 0) {
    const doors = inZone.includes(at.subnetId) ? [] : inZone
    const acls = doors.map((door) =>
      networkAcl(door, HOP_KINDS_OF[leg.direction].ingress, leg.from, leg.wanted, network),
    )
    return { stations: [...stations, ...agreeing(acls)], attachment }
  }
  const words = { at: attachment.transitGatewayAttachmentId, kind, code: 'TGW_ATTACHMENT_NOT_IN_ZONE' } as const
  const hop = lost
    ? isUnknown({ ...words, code: 'MISSING', why: `The zone of ${lost}, a subnet of the attachment, is not known.` })
    : fails({
        ...words,
        why: `${attachment.transitGatewayAttachmentId} has no subnet in ${zone}, the zone of ${at.subnetId}.`,
      })
  return { stations: [...stations, station(hop)], attachment }
}

/** Any one of several subnets may be used: where they disagree a failure is not certain. */
const agreeing = (stations: readonly Station[]): Station[] =>
  new Set(stations.map(({ hop }) => hop.outcome)).size > 1 ? doubted(stations) : [...stations]
