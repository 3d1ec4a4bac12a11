import { standingOf } from '../../inventory/states.js'
import type { Route, RouteTable } from '../../model/snapshot-network.js'
import { prefixListEntries } from '../filters/prefix-lists.js'
import { type Lookup, type Network, type NotSeen, seen } from '../network.js'
import { type AddressSet, type Block, parseBlock } from '../values/addresses.js'
import { Cuts } from '../values/cuts.js'
import { difference, type Intervals, intersection, union } from '../values/intervals.js'
import { remembered } from '../values/remember.js'

export type TargetKind =
  | 'local'
  | 'nat-gateway'
  | 'internet-gateway'
  | 'egress-only-internet-gateway'
  | 'vpc-peering-connection'
  | 'transit-gateway'
  | 'gateway-endpoint'
  | 'network-interface'
  | 'opaque'

export interface RouteTarget {
  kind: TargetKind
  id: string
}

export interface ChosenRoute {
  route: Route
  target: RouteTarget
  text: string
}

/** Where a table sends a part of the addresses. `undefined`: no route. */
export interface RoutedPart {
  part: Intervals
  route?: ChosenRoute
}

/** Why the addresses of a route are not known. */
type Unread = Pick<NotSeen, 'code' | 'why' | 'api'>

export interface Routing {
  table: RouteTable
  parts: RoutedPart[]
  /** Routes whose prefix list could not be read and that could win. */
  uncertain: (ChosenRoute & Unread)[]
}

interface CompiledRoute {
  route: Route
  target: RouteTarget
  block: Block
  text: string
  rank: number
}

/**
 * Where the table of a subnet sends addresses: the longest prefix wins; of equal ones a static route beats a prefix
 * list, and that beats a propagated route; no propagated route beats `local`.
 * `service`: gateway endpoints of other services are left out, since their lists hold none of its addresses.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#route-tables-priority
 */
export function routesOf(subnetId: string, addresses: AddressSet, network: Network, service?: string): Lookup<Routing> {
  const table = network.routeTableOf(subnetId)
  if (!table.found) return table
  return seen(routesIn(table.value, addresses, network, service))
}

export function routesIn(table: RouteTable, addresses: AddressSet, network: Network, service?: string): Routing {
  return routed(network, service, table, compile(network, table).cuts.around(addresses))
}

const routed = remembered(
  (network: Network, service: string | undefined, table: RouteTable, addresses: AddressSet): Routing => {
    const compiled = compile(network, table)
    const serves = (r: { route: Route; target: RouteTarget }) => service === undefined || mayServe(r, service, network)
    const routes = compiled.routes.filter(serves)
    const unreadable = compiled.unreadable.filter(serves)
    return { table, parts: split(routes, addresses), uncertain: uncertainOf(unreadable, routes, addresses) }
  },
)

/** False for a gateway endpoint of another service. */
function mayServe(
  { route, target }: { route: Route; target: RouteTarget },
  service: string,
  network: Network,
): boolean {
  if (target.kind !== 'gateway-endpoint') return true
  const endpoint = network.vpcEndpoint(target.id)
  if (endpoint.found) return endpoint.value.serviceName.endsWith(`.${service}`)
  const list = network.prefixList(route.destinationPrefixListId ?? '')
  return list.found ? list.value.prefixListName.endsWith(`.${service}`) : true
}

function split(routes: readonly CompiledRoute[], addresses: AddressSet): RoutedPart[] {
  const local = union(routes.filter((r) => r.target.kind === 'local').map((r) => r.block.interval))
  const parts = new Map<string, RoutedPart>()
  let rest = addresses.ranges
  for (const { route, target, block, text } of routes) {
    if (rest.length === 0) break
    if (block.family !== addresses.family) continue
    const matched = intersection(rest, [block.interval])
    const part = isPropagated(route) ? difference(matched, local) : matched
    if (part.length === 0) continue
    rest = difference(rest, part)
    const key = `${target.kind} ${target.id} ${route.state}`
    const known = parts.get(key)
    if (known) known.part = union([...known.part, ...part])
    else parts.set(key, { part, route: { route, target, text } })
  }
  return [...parts.values(), ...(rest.length > 0 ? [{ part: rest }] : [])]
}

const compile = remembered((network: Network, table: RouteTable) => {
  const routes: CompiledRoute[] = []
  const unreadable: ({ route: Route; target: RouteTarget } & Unread)[] = []
  for (const route of [...table.routes, ...impliedEndpointRoutes(table, network)]) {
    const target = targetOf(route, network)
    const list = route.destinationPrefixListId
    const entries = list === undefined ? seen([destinationOf(route)]) : prefixListEntries(list, network)
    if (!entries.found) {
      unreadable.push({ route, target, ...entries })
      continue
    }
    for (const text of entries.value) {
      const block = parseBlock(text)
      if (!block) unreadable.push({ route, target, code: 'MALFORMED_CIDR', why: `"${text}" is no CIDR block.` })
      else
        routes.push({
          route,
          target,
          block,
          text: routeText(list ? `${list} (${text})` : text, target, route),
          rank: rankOf(route),
        })
    }
  }
  routes.sort(
    (a, b) =>
      b.block.prefixLength - a.block.prefixLength ||
      a.rank - b.rank ||
      compareIds(a.target.id, b.target.id) ||
      compareIds(a.text, b.text),
  )
  return { routes, unreadable, cuts: new Cuts(routes.map(({ block }) => block)) }
})

const compareIds = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const destinationOf = (route: Route) => route.destinationCidrBlock ?? route.destinationIpv6CidrBlock ?? ''
const isPropagated = (route: Route) => route.origin === 'EnableVgwRoutePropagation'
const rankOf = (route: Route) =>
  route.gatewayId === 'local' ? 0 : isPropagated(route) ? 3 : route.destinationPrefixListId !== undefined ? 2 : 1

/** A gateway endpoint that lists the table has a route in it, even where DescribeRouteTables leaves it out. */
function impliedEndpointRoutes(table: RouteTable, network: Network): Route[] {
  const endpoints = network.vpcEndpointsOf(table.vpcId)
  if (!endpoints.found) return []
  return (
    endpoints.value
      .filter((e) => e.vpcEndpointType === 'Gateway' && e.routeTableIds.includes(table.routeTableId))
      // The list that is named after the service alone holds IPv4; that of IPv6 is another.
      .filter((e) => standingOf('endpoint', e.state) !== 'down' && e.ipAddressType !== 'ipv6')
      .filter((e) => !table.routes.some((route) => route.gatewayId === e.vpcEndpointId))
      .flatMap((endpoint) => {
        const [service = '', region = ''] = endpoint.serviceName.split('.').reverse()
        const list = network.servicePrefixList(region, service)
        if (!list.found) return []
        return [
          {
            destinationPrefixListId: list.value.prefixListId,
            gatewayId: endpoint.vpcEndpointId,
            state: standingOf('endpoint', endpoint.state) === 'serves' ? 'active' : endpoint.state,
            origin: 'CreateRoute',
          },
        ]
      })
  )
}

function targetOf(route: Route, network: Network): RouteTarget {
  const { gatewayId } = route
  if (gatewayId === 'local') return { kind: 'local', id: 'local' }
  if (route.natGatewayId !== undefined) return { kind: 'nat-gateway', id: route.natGatewayId }
  if (route.transitGatewayId !== undefined) return { kind: 'transit-gateway', id: route.transitGatewayId }
  if (route.vpcPeeringConnectionId !== undefined)
    return { kind: 'vpc-peering-connection', id: route.vpcPeeringConnectionId }
  if (route.egressOnlyInternetGatewayId !== undefined)
    return { kind: 'egress-only-internet-gateway', id: route.egressOnlyInternetGatewayId }
  if (route.networkInterfaceId !== undefined) return { kind: 'network-interface', id: route.networkInterfaceId }
  if (gatewayId?.startsWith('igw-')) return { kind: 'internet-gateway', id: gatewayId }
  // An endpoint that a plan is to make has no id of AWS's yet.
  if (/^(vpce-|new:)/.test(gatewayId ?? '') && gatewayId !== undefined)
    return { kind: endpointKind(gatewayId, route, network), id: gatewayId }
  const id = gatewayId ?? route.instanceId ?? route.localGatewayId ?? route.carrierGatewayId ?? route.coreNetworkArn
  return { kind: 'opaque', id: id ?? 'an unnamed target' }
}

/** Only gateway endpoints are reached through AWS's own prefix lists; the others are load balancers and firewalls. */
function endpointKind(id: string, route: Route, network: Network): TargetKind {
  const endpoint = network.vpcEndpoint(id)
  if (endpoint.found) return endpoint.value.vpcEndpointType === 'Gateway' ? 'gateway-endpoint' : 'opaque'
  return route.destinationPrefixListId === undefined ? 'opaque' : 'gateway-endpoint'
}

function routeText(destination: string, target: RouteTarget, route: Route): string {
  return `${destination} → ${target.id}${route.state === 'active' ? '' : ` (${route.state})`}`
}

/**
 * Only routes to a NAT gateway, an interface or a load balancer endpoint may be more specific than `local`,
 * so another unreadable list cannot take addresses from it. Nor does one matter that leads where they go anyway.
 */
function uncertainOf(
  unreadable: ReturnType<typeof compile>['unreadable'],
  routes: readonly CompiledRoute[],
  addresses: AddressSet,
) {
  const parts = split(routes, addresses)
  const allLocal = parts.every((p) => p.route?.target.kind === 'local')
  return unreadable
    .filter(({ target }) => !parts.every((p) => p.route?.target.id === target.id))
    .filter(({ target }) => !allLocal || mayBeatLocal(target))
    .map(({ route, target, ...unread }) => ({
      ...unread,
      route,
      target,
      text: routeText(route.destinationPrefixListId ?? destinationOf(route), target, route),
    }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
}

const mayBeatLocal = ({ kind, id }: RouteTarget) =>
  kind === 'nat-gateway' || kind === 'network-interface' || (kind === 'opaque' && /^(vpce|i)-/.test(id))
