import type { Hop } from '../../model/finding.js'
import { networkAcl } from '../filters/network-acls.js'
import { securityGroupHop } from '../filters/security-groups.js'
import type { Network } from '../network.js'
import { throughEgressOnlyGateway, throughInternetGateway } from '../routing/internet.js'
import { throughNatGateway } from '../routing/nat.js'
import { throughPeering } from '../routing/peering.js'
import { returnWay } from '../routing/return-route.js'
import { type RoutedPart, type Routing, routesOf } from '../routing/routes.js'
import { type AclFilters, arrivalOf, deadEnd, opaque, type Transit } from '../routing/transit.js'
import { backThroughTransitGateway, throughTransitGateway } from '../routing/transit-gateway.js'
import { AddressSet, anyAddress } from '../values/addresses.js'
import type { Flow, Party, Place } from '../values/flow.js'
import { eachOf, fails, isUnknown, notSeen, oneOf, type PathResult, passes, pathOf } from '../values/hops.js'
import { ports } from '../values/ports.js'
import { doubted, type Station, station, together } from '../values/stations.js'

/**
 * Can the source open a TCP connection to the destination? Pure; every station is judged and listed in travel order,
 * the way out first, whatever failed before it.
 *
 * Codes of the hops. As VPC Reachability Analyzer spells them: `ENI_SG_RULES_MISMATCH`, `SUBNET_ACL_RESTRICTION`,
 * `CANNOT_ROUTE`, `BAD_STATE_ROUTE`, `BAD_STATE`, `VPC_BLOCK_PUBLIC_ACCESS_ENABLED`,
 * `ENI_SOURCE_DEST_CHECK_RESTRICTION`. Our own: `ALLOWED`; `SAME_SUBNET`; `MISSING` (an object that the snapshot names and does not hold);
 * `API_DENIED`, `API_THROTTLED`, `API_TIMEOUT`, `API_UNSUPPORTED`, `API_ERROR`; `MALFORMED_CIDR`;
 * `PREFIX_LIST_UNREADABLE`; `ADDRESSES_PARTLY_ALLOWED`, `ADDRESSES_PARTLY_DENIED`, `PORTS_PARTLY_DENIED`;
 * `SECURITY_GROUPS_UNKNOWN`, `GROUP_REFERENCE_UNKNOWN`; `NAT_PRIVATE`, `NAT_IN_SAME_SUBNET`, `NAT_ONWARD_OPAQUE`;
 * `IGW_NO_PUBLIC_ADDRESS`; `VPC_NOT_SCANNED`, `SHARED_VPC`, `MIDDLEBOX`, `SECONDARY_INTERFACE`;
 * `VPC_BLOCK_PUBLIC_ACCESS_CHANGING`; `TGW_ATTACHMENT_NOT_IN_ZONE`, `TGW_RTB_UNKNOWN`, `TGW_ROUTE_ELSEWHERE`.
 * @see https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html
 */
export function evaluate(flow: Flow, network: Network): PathResult {
  const { source, destination } = flow
  if (source.addresses.family !== destination.addresses.family) return familiesDiffer(flow)
  if (!source.place)
    return pathOf([
      isUnknown({
        at: source.label,
        kind: 'network-interface',
        code: 'MISSING',
        why: `The subnet of ${source.label} is not known.`,
      }),
    ])
  if (source.place.subnetId === destination.place?.subnetId) return insideSubnet(flow, network)
  const routing = routesOf(source.place.subnetId, destination.addresses, network, flow.service)
  if (!routing.found) {
    const hop = notSeen(source.place.subnetId, 'route', routing)
    return assemble(flow, source.place, hop, opaque(flow, 'unknown'), network)
  }
  const [unsure] = routing.value.uncertain
  if (unsure) {
    const hop = isUnknown({
      at: routing.value.table.routeTableId,
      kind: 'route',
      code: unsure.code,
      rule: unsure.text,
      why: unsure.why,
    })
    return assemble(flow, source.place, hop, opaque(flow, 'unknown'), network)
  }
  return routed(flow, source.place, routing.value, network)
}

function routed(flow: Flow, place: Place, { table, parts }: Routing, network: Network): PathResult {
  const alternatives = parts.map((part) => {
    const whole = parts.length === 1
    const narrowed = whole ? flow : narrow(flow, part)
    const { hop, transit } = follow(table.routeTableId, part, narrowed, network)
    const label = whole ? flow.destination.label : narrowed.destination.label
    return { label, result: assemble(narrowed, place, hop, transit, network) }
  })
  return flow.destination.spread === 'each' ? eachOf(alternatives) : oneOf(alternatives)
}

/** The flow to those of the destination's addresses that one route takes. */
function narrow(flow: Flow, { part }: RoutedPart): Flow {
  const addresses = AddressSet.of(flow.destination.addresses.family, part)
  return { ...flow, destination: { ...flow.destination, addresses } }
}

function follow(at: string, { route }: RoutedPart, flow: Flow, network: Network): { hop: Hop; transit: Transit } {
  const { label } = flow.destination
  if (!route)
    return {
      hop: fails({ at, kind: 'route', code: 'CANNOT_ROUTE', why: `${at} has no route to ${label}.` }),
      transit: deadEnd(flow),
    }
  const words = { at, kind: 'route' as const, rule: route.text }
  if (route.route.state !== 'active')
    return {
      hop: fails({
        ...words,
        code: 'BAD_STATE_ROUTE',
        why: `The route to ${label} is a ${route.route.state}: ${route.target.id} is gone.`,
      }),
      transit: deadEnd(flow),
    }
  const hop = passes({ ...words, code: 'ALLOWED', why: `${at} leads ${label} to ${route.target.id}.` })
  const { id, kind } = route.target
  switch (kind) {
    case 'local':
      return local(words, hop, flow, network)
    case 'nat-gateway':
      return { hop, transit: throughNatGateway(id, flow, network) }
    case 'internet-gateway':
      return { hop, transit: throughInternetGateway(id, flow, network) }
    case 'egress-only-internet-gateway':
      return { hop, transit: throughEgressOnlyGateway(id, flow, network) }
    case 'vpc-peering-connection':
      return { hop, transit: throughPeering(id, flow, network) }
    case 'transit-gateway':
      return { hop, transit: throughTransitGateway(id, flow, network) }
    case 'gateway-endpoint':
      return { hop, transit: throughGatewayEndpoint(id, flow, network) }
    case 'network-interface':
      return { hop, transit: throughInterface(id, flow, network) }
    default:
      return { hop, transit: opaque(flow, 'none', middlebox(id)) }
  }
}

const middlebox = (id: string) =>
  isUnknown({ at: id, kind: 'middlebox', code: 'MIDDLEBOX', why: `${id} lies in the way and cannot be seen into.` })

function local(words: { at: string; kind: 'route'; rule: string }, hop: Hop, flow: Flow, network: Network) {
  const { place, label } = flow.destination
  const here = flow.source.place?.vpcId ?? ''
  if (place?.vpcId === here) {
    const transit: Transit = { out: [], back: [], meeting: 'vpc', arrival: 'place' }
    return { hop, transit }
  }
  const subnets = network.subnetsOf(here)
  if (!place && !subnets.found) return { hop: notSeen(here, 'route', subnets), transit: deadEnd(flow) }
  const why = place
    ? `${label} in ${place.vpcId} has addresses that are local to ${here}: it is never reached.`
    : `${label} is local to ${here} and no subnet there holds it.`
  return { hop: fails({ ...words, code: 'CANNOT_ROUTE', why }), transit: deadEnd(flow) }
}

function throughGatewayEndpoint(id: string, flow: Flow, network: Network): Transit {
  const endpoint = network.vpcEndpoint(id)
  const transit = (stateHop: Hop): Transit => ({ out: [stateHop], back: [], meeting: 'none', arrival: arrivalOf(flow) })
  if (!endpoint.found) return transit(notSeen(id, 'vpc-endpoint', endpoint))
  const { state } = endpoint.value
  const available = state.toLowerCase() === 'available'
  const code = available ? 'ALLOWED' : 'BAD_STATE'
  return transit((available ? passes : fails)({ at: id, kind: 'vpc-endpoint', code, why: `${id} is ${state}.` }))
}

/** An instance that forwards must have its source and destination check off; what it does then cannot be seen. */
function throughInterface(id: string, flow: Flow, network: Network): Transit {
  const eni = network.networkInterface(id)
  if (eni.found && eni.value.sourceDestCheck && eni.value.interfaceType === 'interface')
    return deadEnd(
      flow,
      fails({
        at: id,
        kind: 'middlebox',
        code: 'ENI_SOURCE_DEST_CHECK_RESTRICTION',
        why: `${id} drops what is not for itself: its source/destination check is on.`,
      }),
    )
  return opaque(flow, 'none', middlebox(id))
}

function assemble(flow: Flow, place: Place, routeHop: Hop, transit: Transit, network: Network): PathResult {
  const { source, destination, port, ephemeral } = flow
  const acl = (at: Place, kind: Parameters<typeof networkAcl>[1], peer: Party, range: typeof ephemeral) =>
    networkAcl(at.subnetId, kind, peer, range, network)
  const far = destination.place && transit.arrival !== 'outside' ? destination.place : undefined
  const asSeen: Party = transit.arrival === 'rewritten' ? anybody(source) : source
  const back = far ? wayBack(far, flow, transit, network) : { hops: transit.back, ingress: 'yes' as const }
  const hops = [
    securityGroupHop(source, 'egress', destination, port, transit.meeting, network),
    routeHop,
    acl(place, 'network-acl-egress', destination, ports(port)),
    ...transit.out,
    ...(far ? filtered(transit.ingress, acl(far, 'network-acl-ingress', asSeen, ports(port))) : []),
    ...(far ? [securityGroupHop(destination, 'ingress', asSeen, port, transit.meeting, network)] : []),
    ...(far ? [acl(far, 'network-acl-reply-egress', asSeen, ephemeral)] : []),
    ...back.hops,
    ...filtered(back.ingress, acl(place, 'network-acl-reply-ingress', destination, ephemeral)),
  ]
  return pathOf(together(hops.map((item) => ('hop' in item ? item : station(item)))))
}

const filtered = (filters: AclFilters = 'yes', acl: Station): Station[] =>
  filters === 'no' ? [] : filters === 'maybe' ? doubted([acl]) : [acl]

function wayBack(
  far: Place,
  flow: Flow,
  transit: Transit,
  network: Network,
): { hops: (Hop | Station)[]; ingress: AclFilters } {
  if (transit.arrival === 'rewritten') return { hops: transit.back, ingress: 'yes' }
  const way = returnWay(far, flow, network)
  const overGateways = way.transitGatewayIds.map((id) => backThroughTransitGateway(id, flow, network))
  const filters = new Set(overGateways.map((g) => g.ingress))
  return {
    hops: [...transit.back, ...way.hops, ...overGateways.flatMap((g) => g.hops)],
    ingress: filters.size > 1 ? 'maybe' : (overGateways[0]?.ingress ?? 'yes'),
  }
}

/** Behind an appliance the source may show any address, and no groups that can be seen. */
const anybody = (source: Party): Party => ({
  label: `${source.label} or the appliance`,
  addresses: anyAddress(source.addresses.family),
  spread: 'one-of',
  groups: 'unknown',
})

/** Neither network ACLs nor routes are looked at inside a subnet. */
function insideSubnet({ source, destination, port }: Flow, network: Network): PathResult {
  return pathOf([
    securityGroupHop(source, 'egress', destination, port, 'vpc', network),
    passes({
      at: source.place?.subnetId ?? '',
      kind: 'route',
      code: 'SAME_SUBNET',
      why: `${source.label} and ${destination.label} share ${source.place?.subnetId}.`,
    }),
    securityGroupHop(destination, 'ingress', source, port, 'vpc', network),
  ])
}

function familiesDiffer({ source, destination }: Flow): PathResult {
  return pathOf([
    fails({
      at: source.networkInterfaceId ?? source.label,
      kind: 'network-interface',
      code: 'CANNOT_ROUTE',
      why: `${source.label} and ${destination.label} have addresses of different families.`,
    }),
  ])
}
