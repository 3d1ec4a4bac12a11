import type { RegionSnapshot, Snapshot } from '../../../src/model/snapshot.js'
import type { TransitGatewayRoute } from '../../../src/model/snapshot-gateways.js'
import type { NetworkInterface, Route } from '../../../src/model/snapshot-network.js'
import { inCidr, isPrivate, prefixLength } from './addresses.js'
import type { Choose } from './choices.js'

const CHANGING = ['pending', 'modifying', 'partial', 'provisioning']

/** Finds things in a snapshot of one region, by searching the lists from their beginning. */
export class Facts {
  readonly region: RegionSnapshot
  /** Appliances and NAT gateways that a packet is passing: one that would get it back again drops it. */
  readonly visited = new Set<string>()

  constructor(
    snapshot: Snapshot,
    readonly choose: Choose,
    /** The service that is dialled by its public addresses. */
    readonly service?: string,
  ) {
    const [region] = snapshot.regions
    if (!region) throw new Error('a snapshot without a region')
    this.region = region
  }

  /** Whether something is at work: what is being made or changed may be, when somebody connects. */
  works(id: string, state: string | undefined): boolean {
    if (state === 'available' || state === 'active') return true
    return CHANGING.includes(state ?? '') && this.choose(`${id}, ${state}, is at work`, 2) === 1
  }

  interfaces() {
    return list(this.region.networkInterfaces)
  }

  interface(id: string) {
    return this.interfaces().find((eni) => eni.networkInterfaceId === id)
  }

  /** Whose address it is, anywhere or in one VPC. */
  holder(address: string, vpcId?: string): NetworkInterface | undefined {
    return this.interfaces().find(
      (eni) =>
        (vpcId === undefined || eni.vpcId === vpcId) &&
        [...eni.privateIpAddresses, ...eni.ipv6Addresses].includes(address),
    )
  }

  subnet(id: string) {
    const subnet = list(this.region.subnets).find((s) => s.subnetId === id)
    if (!subnet) throw new Error(`no ${id}`)
    return subnet
  }

  vpcOf = (subnetId: string) => this.subnet(subnetId).vpcId

  holdsAddress(subnetId: string, address: string): boolean {
    const { cidrBlock, ipv6CidrBlocks } = this.subnet(subnetId)
    return [...(cidrBlock === undefined ? [] : [cidrBlock]), ...ipv6CidrBlocks].some((cidr) => inCidr(address, cidr))
  }

  /** Blocks of a prefix list that hold the address; of a list that cannot be read, perhaps that very address. */
  matches(listId: string, address: string): string[] {
    const entries = list(this.region.prefixLists).find((l) => l.prefixListId === listId)?.entries
    if (entries?.outcome === 'ok') return entries.value.filter((cidr) => inCidr(address, cidr))
    // AWS's own list of S3 holds the public addresses of S3, readable or not, and no others.
    if (listId === 'pl-s3') return this.service === 's3' && !isPrivate(address) ? [address] : []
    return this.choose(`${listId} holds ${address}`, 2) === 1 ? [address] : []
  }

  isReadable(listId: string): boolean {
    return list(this.region.prefixLists).some((l) => l.prefixListId === listId && l.entries.outcome === 'ok')
  }

  /** The longest match wins; then local, static, prefix list, propagated. */
  route(subnetId: string, destination: string): Route | undefined {
    const tables = list(this.region.routeTables)
    const vpcId = this.vpcOf(subnetId)
    const table = tables.find((t) => t.subnetIds.includes(subnetId)) ?? tables.find((t) => t.main && t.vpcId === vpcId)
    const routes = table?.routes ?? []
    const isLocal = routes.some((route) => route.gatewayId === 'local' && holds(route, destination))
    const candidates = routes.flatMap((route) => {
      const { destinationPrefixListId: listId } = route
      // Routes more specific than `local` name subnets, and those that cannot be read are not taken for such.
      if (listId !== undefined && isLocal && !this.isReadable(listId)) return []
      const cidrs = listId === undefined ? blocksOf(route) : this.matches(listId, destination)
      return cidrs
        .filter((cidr) => inCidr(destination, cidr))
        .map((cidr) => ({ route, rank: -10 * prefixLength(cidr) + rank(route) }))
    })
    return candidates
      .filter((c) => !isLocal || c.route.origin !== 'EnableVgwRoutePropagation')
      .sort((a, b) => a.rank - b.rank)[0]?.route
  }

  /** Routes of a transit gateway that match, the one that decides first: the longest, then static before propagated. */
  longest(routes: readonly TransitGatewayRoute[], destination: string): TransitGatewayRoute[] {
    return routes
      .filter((r) => r.destinationCidrBlock !== undefined && inCidr(destination, r.destinationCidrBlock))
      .sort(
        (a, b) =>
          prefixLength(b.destinationCidrBlock ?? '') - prefixLength(a.destinationCidrBlock ?? '') ||
          (a.type === 'static' ? -1 : 1),
      )
  }

  /** The VPC at the other end of an active peering. */
  peer(id: string, vpcId: string): string | undefined {
    const peering = list(this.region.vpcPeeringConnections).find((p) => p.vpcPeeringConnectionId === id)
    if (!peering || !this.works(id, peering.status)) return undefined
    if (peering.requester.vpcId === vpcId) return peering.accepter.vpcId
    return peering.accepter.vpcId === vpcId ? peering.requester.vpcId : undefined
  }
}

const blocksOf = ({ destinationCidrBlock, destinationIpv6CidrBlock }: Route) =>
  [destinationCidrBlock, destinationIpv6CidrBlock].filter((cidr) => cidr !== undefined)

const holds = (route: Route, address: string) => blocksOf(route).some((cidr) => inCidr(address, cidr))

function rank(route: Route): number {
  if (route.gatewayId === 'local') return 0
  if (route.origin === 'EnableVgwRoutePropagation') return 3
  return route.destinationPrefixListId ? 2 : 1
}

/** A list that the reference needs: random networks lose their lists elsewhere. */
export function list<T>(collected: { outcome: string; value?: T[] } | { outcome: string }): T[] {
  if (!('value' in collected) || collected.value === undefined) throw new Error('the reference needs this list')
  return collected.value
}
