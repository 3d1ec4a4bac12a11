import type { Hop } from '../../model/finding.js'
import type { NatGateway } from '../../model/snapshot-network.js'
import { networkAcl } from '../filters/network-acls.js'
import { type Lookup, missing, type Network, seen } from '../network.js'
import { EPHEMERAL, type Flow } from '../values/flow.js'
import { fails, isUnknown, notSeen, passes } from '../values/hops.js'
import { ports } from '../values/ports.js'
import { blockPublicAccessHops, internetGatewayHop } from './internet.js'
import { type Routing, routesIn, routesOf } from './routes.js'
import { deadEnd, opaque, type Transit } from './transit.js'

/** Through a NAT gateway: into its subnet, from there to the internet gateway, and the replies the same way. */
export function throughNatGateway(natGatewayId: string, flow: Flow, network: Network): Transit {
  const kind = 'nat-gateway'
  const nat = network.natGateway(natGatewayId)
  if (!nat.found) return opaque(flow, 'none', notSeen(natGatewayId, kind, nat))
  const { state, subnetId } = nat.value
  const stateHop = (state === 'available' ? passes : fails)({
    at: natGatewayId,
    kind,
    code: state === 'available' ? 'ALLOWED' : 'BAD_STATE',
    why: `${natGatewayId} is ${state}.`,
  })
  if (subnetId !== undefined && subnetId === flow.source.place?.subnetId)
    return deadEnd(
      flow,
      stateHop,
      fails({
        at: natGatewayId,
        kind,
        code: 'NAT_IN_SAME_SUBNET',
        why: `${natGatewayId} lies in ${subnetId} itself, whose route leads back to it.`,
      }),
    )
  const onward = onwardHops(nat.value, flow, network)
  const filters = subnetId === undefined ? { before: [], after: [], back: [] } : filtersOf(subnetId, flow, network)
  return {
    out: [stateHop, ...filters.before, ...onward, ...filters.after],
    back: filters.back,
    meeting: 'none',
    arrival: flow.destination.place ? 'rewritten' : 'outside',
  }
}

/** The network ACL of the gateway's subnet sees four legs; replies from the internet come to a port that the gateway chose. */
function filtersOf(subnetId: string, { source, destination, port, ephemeral }: Flow, network: Network) {
  const acl = (kind: Parameters<typeof networkAcl>[1], peer: typeof source, range: ReturnType<typeof ports>) =>
    networkAcl(subnetId, kind, peer, range, network)
  return {
    before: [acl('network-acl-ingress', source, ports(port))],
    after: [acl('network-acl-egress', destination, ports(port))],
    back: [
      acl('network-acl-reply-ingress', destination, EPHEMERAL.unknown),
      acl('network-acl-reply-egress', source, ephemeral),
    ],
  }
}

/** The gateway's own route: all of it must lead to an internet gateway of the VPC. */
function onwardHops(nat: NatGateway, flow: Flow, network: Network): Hop[] {
  const routing = routingOf(nat, flow, network)
  const at = nat.subnetId ?? nat.routeTableId ?? nat.natGatewayId
  if (!routing.found) return [notSeen(at, 'route', routing)]
  const { table, parts, uncertain } = routing.value
  const [unsure] = uncertain
  if (unsure)
    return [isUnknown({ at: table.routeTableId, kind: 'route', code: unsure.code, rule: unsure.text, why: unsure.why })]
  return parts.flatMap((part) => {
    const { route } = part
    const words = { at: table.routeTableId, kind: 'route' as const, ...(route && { rule: route.text }) }
    const partial = parts.length > 1
    const ends = partial ? isUnknown : fails
    if (!route)
      return [
        ends({
          ...words,
          code: 'CANNOT_ROUTE',
          why: `${table.routeTableId} of ${nat.natGatewayId} has no route to ${flow.destination.label}.`,
        }),
      ]
    if (route.route.state !== 'active')
      return [
        ends({ ...words, code: 'BAD_STATE_ROUTE', why: `The route of ${nat.natGatewayId} is a ${route.route.state}.` }),
      ]
    if (route.target.kind === 'internet-gateway' && nat.connectivityType === 'private')
      return [
        ends({
          at: nat.natGatewayId,
          kind: 'nat-gateway',
          code: 'NAT_PRIVATE',
          why: `${nat.natGatewayId} is a private NAT gateway: it has no address for the internet.`,
        }),
      ]
    if (route.target.kind === 'internet-gateway') {
      const gateway = internetGatewayHop(route.target.id, nat.vpcId, network)
      const place = { vpcId: nat.vpcId, ...(nat.subnetId !== undefined && { subnetId: nat.subnetId }) }
      return [
        passes({ ...words, code: 'ALLOWED', why: `${nat.natGatewayId} sends it on to ${route.target.id}.` }),
        gateway,
        ...(isPrivate(flow)
          ? [
              ends({
                at: route.target.id,
                kind: 'internet-gateway',
                code: 'CANNOT_ROUTE',
                why: `${flow.destination.label} is private: ${route.target.id} drops it.`,
              }),
            ]
          : []),
        ...blockPublicAccessHops(place, 'nat-gateway', network),
      ]
    }
    if (route.target.kind === 'nat-gateway')
      return [
        ends({
          ...words,
          code: 'CANNOT_ROUTE',
          why: `${table.routeTableId} leads to ${route.target.id}, not to an internet gateway.`,
        }),
      ]
    return [
      isUnknown({
        ...words,
        code: 'NAT_ONWARD_OPAQUE',
        why: `${nat.natGatewayId} sends it on to ${route.target.id}, which cannot be seen into.`,
      }),
    ]
  })
}

const isPrivate = (flow: Flow) => flow.destination.place !== undefined

function routingOf(nat: NatGateway, flow: Flow, network: Network): Lookup<Routing> {
  const { addresses } = flow.destination
  if (nat.subnetId !== undefined) return routesOf(nat.subnetId, addresses, network, flow.service)
  if (nat.routeTableId === undefined)
    return missing(`The route table of the regional ${nat.natGatewayId} is not known.`)
  const table = network.routeTable(nat.routeTableId)
  return table.found ? seen(routesIn(table.value, addresses, network, flow.service)) : table
}
