import { standingOf } from '../../inventory/states.js'
import type { Hop } from '../../model/finding.js'
import { networkAcl } from '../filters/network-acls.js'
import { type Lookup, missing, type Network, seen } from '../network.js'
import { AddressSet } from '../values/addresses.js'
import { fails, isUnknown, notSeen, passes, STATE_UNCERTAIN, stateHop } from '../values/hops.js'
import { type Station, station } from '../values/stations.js'
import { throughInterface } from './appliance.js'
import { throughEgressOnlyGateway, throughInternetGateway } from './internet.js'
import { throughNatGateway } from './nat.js'
import { throughPeering } from './peering.js'
import { type ChosenRoute, type RoutedPart, type Routing, routesIn, routesOf } from './routes.js'
import { throughTransitGateway } from './transit-gateway.js'
import {
  arrives,
  deadEnd,
  type Guide,
  HOP_KINDS_OF,
  type Leg,
  leaves,
  oneWayOf,
  past,
  pastStations,
  START,
  type Standing,
  type Trail,
  unseen,
  type Ways,
} from './way.js'

/** The ways of packets from a subnet to their receiver, station by station: out, back, and behind every gateway. */
export function waysFrom(at: Standing, leg: Leg, network: Network): Ways {
  const guide: Guide = { network, follow: (place, onward, trail) => follow(place, onward, trail, guide) }
  return guide.follow(at, leg, START)
}

function follow(at: Standing, leg: Leg, trail: Trail, guide: Guide): Ways {
  const routing = routingOf(at, leg, guide.network)
  const where = at.subnetId ?? at.routeTableId ?? at.vpcId
  if (!routing.found) {
    const hop = notSeen(where, HOP_KINDS_OF[leg.direction].route, routing)
    return unseen(leg, pastStations(trail, leaving(at, leg, hop, guide)), 'unknown')
  }
  const { table, uncertain } = routing.value
  const parts = possible(routing.value, leg)
  const options = parts.map((part) => {
    const narrowed =
      routing.value.parts.length === 1 ? leg : narrow(leg, AddressSet.of(leg.to.addresses.family, part.part))
    return { label: leg.to.label, ways: take(table.routeTableId, part.route, at, narrowed, trail, guide) }
  })
  const certain: Ways = options.length === 1 ? oneWayOf(options) : { spread: leg.to.spread, options }
  const [unsure] = uncertain
  if (!unsure) return certain
  const doubt = isUnknown({
    at: table.routeTableId,
    kind: HOP_KINDS_OF[leg.direction].route,
    code: unsure.code,
    ...(unsure.api !== undefined && { api: unsure.api }),
    rule: unsure.text,
    why: unsure.why,
  })
  const label = leg.to.label
  const taken = uncertain.map((route) => ({ label, ways: take(table.routeTableId, route, at, leg, trail, guide) }))
  return { spread: 'one-of', doubt, options: [{ label, ways: certain }, ...taken] }
}

/** Of a service all that is known may be that it is public: then it is not at the addresses of the VPC itself. */
function possible({ parts }: Routing, { to }: Leg): RoutedPart[] {
  const elsewhere = parts.filter(({ route }) => route?.target.kind !== 'local')
  return to.place === undefined && to.groups === 'none' && elsewhere.length > 0 ? elsewhere : parts
}

function routingOf(at: Standing, { to, service, direction }: Leg, network: Network): Lookup<Routing> {
  const asked = direction === 'out' ? service : undefined
  if (at.subnetId !== undefined) return routesOf(at.subnetId, to.addresses, network, asked)
  if (at.routeTableId === undefined) return missing(`The route table of a gateway in ${at.vpcId} is not known.`)
  const table = network.routeTable(at.routeTableId)
  return table.found ? seen(routesIn(table.value, to.addresses, network, asked)) : table
}

/** The leg to those of the receiver's addresses that one route takes. */
const narrow = (leg: Leg, addresses: AddressSet): Leg => ({ ...leg, to: { ...leg.to, addresses } })

/** Route and network ACL of the subnet that packets leave, in the order in which people read them. */
function leaving(at: Standing, leg: Leg, routeHop: Hop, { network }: Guide, stays = false): Station[] {
  const route = station(routeHop)
  if (at.subnetId === undefined || stays) return [route]
  const acl = networkAcl(at.subnetId, HOP_KINDS_OF[leg.direction].egress, leg.to, leg.wanted, network)
  return leg.direction === 'out' ? [route, acl] : [acl, route]
}

function take(
  tableId: string,
  route: ChosenRoute | undefined,
  at: Standing,
  leg: Leg,
  before: Trail,
  guide: Guide,
): Ways {
  const hop = routeHop(tableId, route, at, leg)
  const stays = route?.target.kind === 'network-interface' && isInside(route.target.id, at, guide.network)
  const trail = pastStations(before, leaving(at, leg, hop, guide, stays))
  if (!route || hop.outcome === 'fail') return deadEnd(leg, trail)
  const { id, kind } = route.target
  switch (kind) {
    case 'local':
      return local({ at: tableId, rule: route.text }, at, leg, trail, guide)
    case 'nat-gateway':
      return throughNatGateway(id, at, leg, trail, guide)
    case 'internet-gateway':
      return throughInternetGateway(id, at, leg, trail, guide)
    case 'egress-only-internet-gateway':
      return throughEgressOnlyGateway(id, at, leg, trail, guide)
    case 'vpc-peering-connection':
      return throughPeering(id, at, leg, behindNat(trail, id), guide)
    case 'transit-gateway':
      return throughTransitGateway(id, at, leg, behindNat(trail, id), guide)
    case 'gateway-endpoint':
      return throughGatewayEndpoint(id, leg, behindNat(trail, id), guide)
    case 'network-interface':
      return throughInterface(id, at, leg, behindNat(trail, id), guide)
    default: {
      const why = `${id} lies in the way and cannot be seen into.`
      const box = isUnknown({ at: id, kind: 'middlebox', code: 'MIDDLEBOX', why })
      return unseen(leg, past(behindNat(trail, id), box), 'none')
    }
  }
}

function routeHop(at: string, route: ChosenRoute | undefined, from: Standing, { to, direction }: Leg): Hop {
  const kind = HOP_KINDS_OF[direction].route
  const out = direction === 'out'
  const where = out || from.subnetId === undefined ? at : `${at} of ${from.subnetId}`
  if (!route) {
    const why = `${where} has no route ${out ? 'to' : 'back to'} ${to.label}.`
    return fails({ at, kind, code: 'CANNOT_ROUTE', why })
  }
  const words = { at, kind, rule: route.text }
  const { state } = route.route
  const standing = standingOf('route', state)
  if (standing === 'down') {
    const why = `The route ${out ? 'to' : 'back to'} ${to.label} is a ${state}: ${route.target.id} is gone.`
    return fails({ ...words, code: 'BAD_STATE_ROUTE', why })
  }
  if (standing === 'unsure') {
    const why = `The route ${out ? 'to' : 'back to'} ${to.label} is in the state "${state}".`
    return isUnknown({ ...words, code: STATE_UNCERTAIN, why })
  }
  const why = out
    ? `${at} leads ${to.label} to ${route.target.id}.`
    : `Replies leave ${from.subnetId ?? at} by ${route.target.id}.`
  return passes({ ...words, code: 'ALLOWED', why })
}

const isInside = (networkInterfaceId: string, at: Standing, network: Network): boolean => {
  const eni = network.networkInterface(networkInterfaceId)
  return eni.found && eni.value.subnetId === at.subnetId
}

/** What a NAT gateway does beyond an internet gateway is not followed for certain. */
function behindNat(trail: Trail, target: string): Trail {
  if (!trail.nat) return trail
  const { natGatewayId } = trail.nat
  const why = `${natGatewayId} sends it on to ${target}, where its way is not seen for certain.`
  return past(trail, isUnknown({ at: natGatewayId, kind: 'nat-gateway', code: 'NAT_ONWARD_OPAQUE', why }))
}

function local(words: { at: string; rule: string }, at: Standing, leg: Leg, before: Trail, { network }: Guide): Ways {
  const { place, label } = leg.to
  const trail = behindNat(before, 'local')
  if (place?.vpcId === at.vpcId) return arrives(leg, trail)
  const subnets = network.subnetsOf(at.vpcId)
  const kind = HOP_KINDS_OF[leg.direction].route
  if (!place && !subnets.found) return deadEnd(leg, past(trail, notSeen(at.vpcId, kind, subnets)))
  const why = place
    ? `${label} in ${place.vpcId} has addresses that are local to ${at.vpcId}: it is never reached.`
    : `${label} is local to ${at.vpcId} and no subnet there holds it.`
  return deadEnd(leg, past(trail, fails({ ...words, kind, code: 'CANNOT_ROUTE', why })))
}

function throughGatewayEndpoint(id: string, leg: Leg, trail: Trail, { network }: Guide): Ways {
  const kind = 'vpc-endpoint'
  const endpoint = network.vpcEndpoint(id)
  if (leg.direction === 'back' || leg.to.place) {
    const why = `${id} does not lead to ${leg.to.label}.`
    return deadEnd(leg, past(trail, fails({ at: id, kind, code: 'CANNOT_ROUTE', why })))
  }
  if (!endpoint.found) return leaves(leg, past(trail, notSeen(id, kind, endpoint)))
  const { state } = endpoint.value
  return leaves(leg, past(trail, stateHop(standingOf('endpoint', state), { at: id, kind, why: `${id} is ${state}.` })))
}
