import type { RegionSnapshot, Snapshot } from '../../../src/model/snapshot.js'
import type { NetworkInterface, Route, SecurityGroup } from '../../../src/model/snapshot-network.js'

/**
 * A slow, obvious packet-by-packet simulator of a VPC network, for IPv4. It shares no code with src/network, on purpose:
 * one concrete packet out, one concrete packet back, for every port that the client may choose.
 */

/** `opaque`: the packet went into something that nobody can see into. */
export type Fate = 'delivered' | 'dropped' | 'opaque'

export interface Connection {
  /** Id of the client's interface. */
  from: string
  /** Address that it dials. */
  to: string
  port: number
  /** Every port that the client may choose for its end. */
  clientPorts: number[]
  /** Every port that a NAT gateway may choose; any few of each range that the rules tell apart will do. */
  natPorts: number[]
  /** Which of several ways a transit gateway takes where it is free to choose. */
  choice: number
}

interface Packet {
  source: string
  destination: string
  /** Port at the destination. */
  port: number
}

/** How many of the client's ports work; `opaque` when that depends on what cannot be seen. */
export function simulate(snapshot: Snapshot, connection: Connection): 'all' | 'some' | 'none' | 'opaque' {
  const world = new World(snapshot, connection.choice)
  const fates = connection.clientPorts.map((clientPort) => {
    const perNatPort = connection.natPorts.map((natPort) => world.connect(connection, clientPort, natPort))
    return perNatPort
  })
  const all = fates.flat()
  if (all.includes('opaque')) return 'opaque'
  const works = all.filter((fate) => fate === 'delivered').length
  return works === all.length ? 'all' : works === 0 ? 'none' : 'some'
}

const toNumber = (address: string) => address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)

function inCidr(address: string, cidr: string): boolean {
  const [base = '', length = '32'] = cidr.split('/')
  const size = 2 ** (32 - Number(length))
  return Math.floor(toNumber(address) / size) === Math.floor(toNumber(base) / size)
}

const isPrivate = (address: string) => inCidr(address, '10.0.0.0/8')

class World {
  readonly #region: RegionSnapshot
  readonly #choice: number
  #clientEnd = { address: '', vpcId: '' }

  constructor(snapshot: Snapshot, choice: number) {
    const [region] = snapshot.regions
    if (!region) throw new Error('a snapshot without a region')
    this.#region = region
    this.#choice = choice
  }

  connect({ from, to, port }: Connection, clientPort: number, natPort: number): Fate {
    const client = this.#interfaces().find((eni) => eni.networkInterfaceId === from)
    const address = client?.privateIpAddresses[0]
    if (!client || address === undefined) throw new Error('no client')
    this.#clientEnd = { address, vpcId: client.vpcId }
    const syn = { source: address, destination: to, port }
    const meets = this.#meeting(client, to)
    if (!this.#groupsLet(client, 'egress', to, port, meets)) return 'dropped'
    const server = this.#interfaces().find((eni) => eni.vpcId === client.vpcId && eni.privateIpAddresses.includes(to))
    if (server?.subnetId === client.subnetId)
      return this.#groupsLet(server, 'ingress', address, port, 'vpc') ? 'delivered' : 'dropped'
    if (!this.#aclLets(client.subnetId, 'egress', to, port)) return 'dropped'
    return this.#route(client, syn, clientPort, natPort)
  }

  #route(client: NetworkInterface, syn: Packet, clientPort: number, natPort: number): Fate {
    const route = this.#lookup(client.subnetId, syn.destination)
    if (route === undefined || route.state !== 'active') return 'dropped'
    if (route.gatewayId === 'local') return this.#arrive(client, syn, clientPort, 'vpc')
    if (route.natGatewayId !== undefined) return this.#nat(route.natGatewayId, client, syn, clientPort, natPort)
    if (route.gatewayId?.startsWith('igw-')) {
      const sent = this.#leavesBy(route.gatewayId, client.vpcId, client.subnetId, syn.destination, 'own address')
      return sent &&
        client.publicIps.length > 0 &&
        this.#aclLets(client.subnetId, 'ingress', syn.destination, clientPort)
        ? 'delivered'
        : 'dropped'
    }
    if (route.vpcPeeringConnectionId !== undefined)
      return this.#peering(route.vpcPeeringConnectionId, client, syn, clientPort)
    if (route.transitGatewayId !== undefined) return this.#transitGateway(client, syn, clientPort)
    return 'opaque'
  }

  /** In the client's own VPC, or in the VPC at the other end of `way`. */
  #arrive(
    client: NetworkInterface,
    syn: Packet,
    clientPort: number,
    way: Way,
    skipAcl = false,
    vpcId = client.vpcId,
  ): Fate {
    const server = this.#interfaces().find(
      (eni) => eni.vpcId === vpcId && eni.privateIpAddresses.includes(syn.destination),
    )
    if (!server) return 'dropped'
    if (!skipAcl && !this.#aclLets(server.subnetId, 'ingress', syn.source, syn.port)) return 'dropped'
    if (!this.#groupsLet(server, 'ingress', syn.source, syn.port, way)) return 'dropped'
    return this.#reply(server, client, clientPort)
  }

  #reply(server: NetworkInterface, client: NetworkInterface, clientPort: number): Fate {
    const [from = ''] = server.privateIpAddresses
    const to = this.#clientEnd.address
    if (!this.#aclLets(server.subnetId, 'egress', to, clientPort)) return 'dropped'
    const route = this.#lookup(server.subnetId, to)
    if (route === undefined || route.state !== 'active') return 'dropped'
    const enters = () => (this.#aclLets(client.subnetId, 'ingress', from, clientPort) ? 'delivered' : 'dropped')
    if (route.gatewayId === 'local') return server.vpcId === client.vpcId ? enters() : 'dropped'
    if (route.vpcPeeringConnectionId !== undefined)
      return this.#peer(route.vpcPeeringConnectionId, server.vpcId) === client.vpcId ? enters() : 'dropped'
    if (route.transitGatewayId !== undefined) {
      if (server.vpcId === client.vpcId) return 'opaque'
      const entry = this.#crossTransitGateway(server, from, to, clientPort, client.vpcId)
      if (entry === 'dropped' || entry === 'opaque') return entry
      if (entry.subnetId === client.subnetId) return 'delivered'
      return this.#aclLets(entry.subnetId, 'egress', to, clientPort) ? enters() : 'dropped'
    }
    if (route.natGatewayId !== undefined) return server.vpcId === client.vpcId ? 'opaque' : 'dropped'
    return route.gatewayId?.startsWith('igw-') ? 'dropped' : 'opaque'
  }

  #nat(id: string, client: NetworkInterface, syn: Packet, clientPort: number, natPort: number): Fate {
    const nat = list(this.#region.natGateways).find((n) => n.natGatewayId === id)
    if (!nat?.subnetId) throw new Error(`no ${id}`)
    if (nat.state !== 'available' || nat.subnetId === client.subnetId) return 'dropped'
    if (!this.#aclLets(nat.subnetId, 'ingress', syn.source, syn.port)) return 'dropped'
    const route = this.#lookup(nat.subnetId, syn.destination)
    if (route === undefined || route.state !== 'active' || route.natGatewayId !== undefined) return 'dropped'
    if (!route.gatewayId?.startsWith('igw-')) return 'opaque'
    if (nat.connectivityType === 'private') return 'dropped'
    if (!this.#leavesBy(route.gatewayId, nat.vpcId, nat.subnetId, syn.destination, 'nat')) return 'dropped'
    const legs = [
      this.#aclLets(nat.subnetId, 'egress', syn.destination, syn.port),
      this.#aclLets(nat.subnetId, 'ingress', syn.destination, natPort),
      this.#aclLets(nat.subnetId, 'egress', syn.source, clientPort),
      this.#aclLets(client.subnetId, 'ingress', syn.destination, clientPort),
    ]
    return legs.every(Boolean) ? 'delivered' : 'dropped'
  }

  #leavesBy(
    gatewayId: string,
    vpcId: string,
    subnetId: string,
    destination: string,
    by: 'nat' | 'own address',
  ): boolean {
    const gateway = list(this.#region.internetGateways).find((g) => g.internetGatewayId === gatewayId)
    if (!gateway?.attachments.some((a) => a.vpcId === vpcId && a.state === 'available')) return false
    if (isPrivate(destination)) return false
    const { blockPublicAccess } = this.#region
    if (blockPublicAccess.outcome !== 'ok') throw new Error('unreadable')
    const { internetGatewayBlockMode: mode, exclusions } = blockPublicAccess.value
    if (mode === 'off') return true
    if (mode === 'block-ingress' && by === 'nat') return true
    return list(exclusions).some((exclusion) => {
      const covers = exclusion.resourceArn.endsWith(`/${vpcId}`) || exclusion.resourceArn.endsWith(`/${subnetId}`)
      const helps =
        exclusion.internetGatewayExclusionMode === 'allow-bidirectional' ||
        (mode === 'block-bidirectional' && by === 'nat')
      return covers && helps && exclusion.state === 'create-complete'
    })
  }

  #peer(id: string, vpcId: string): string | undefined {
    const peering = list(this.#region.vpcPeeringConnections).find((p) => p.vpcPeeringConnectionId === id)
    if (peering?.status !== 'active') return undefined
    if (peering.requester.vpcId === vpcId) return peering.accepter.vpcId
    return peering.accepter.vpcId === vpcId ? peering.requester.vpcId : undefined
  }

  #peering(id: string, client: NetworkInterface, syn: Packet, clientPort: number): Fate {
    const peer = this.#peer(id, client.vpcId)
    return peer === undefined ? 'dropped' : this.#arrive(client, syn, clientPort, 'peering', false, peer)
  }

  #transitGateway(client: NetworkInterface, syn: Packet, clientPort: number): Fate {
    const server = this.#interfaces().find(
      (eni) => eni.vpcId !== client.vpcId && eni.privateIpAddresses.includes(syn.destination),
    )
    if (!server) return 'opaque'
    const entry = this.#crossTransitGateway(client, syn.source, syn.destination, syn.port, server.vpcId)
    if (entry === 'dropped' || entry === 'opaque') return entry
    const same = entry.subnetId === server.subnetId
    if (!same && !this.#aclLets(entry.subnetId, 'egress', syn.destination, syn.port)) return 'dropped'
    return this.#arrive(client, syn, clientPort, 'transit-gateway', same, server.vpcId)
  }

  /** Into the gateway in the sender's zone, along its route table, out in a subnet of the other VPC's attachment. */
  #crossTransitGateway(
    sender: NetworkInterface,
    source: string,
    destination: string,
    port: number,
    toVpc: string,
  ): { subnetId: string } | 'dropped' | 'opaque' {
    const attachments = list(this.#region.transitGatewayVpcAttachments)
    const here = attachments.find((a) => a.vpcId === sender.vpcId)
    const there = attachments.find((a) => a.vpcId === toVpc)
    if (!here || !there || here.state !== 'available' || there.state !== 'available') return 'dropped'
    const zone = this.#zone(sender.subnetId)
    const door = here.subnetIds.find((id) => this.#zone(id) === zone)
    if (door === undefined) return 'dropped'
    if (door !== sender.subnetId && !this.#aclLets(door, 'ingress', source, port)) return 'dropped'
    const full = list(this.#region.transitGatewayAttachments).find(
      (a) => a.transitGatewayAttachmentId === here.transitGatewayAttachmentId,
    )
    const table = list(this.#region.transitGatewayRouteTables).find(
      (t) => t.transitGatewayRouteTableId === full?.associationRouteTableId,
    )
    if (!table) return 'opaque'
    const [route] = list(table.routes)
      .filter((r) => inCidr(destination, r.destinationCidrBlock ?? ''))
      .sort((a, b) => prefix(b.destinationCidrBlock) - prefix(a.destinationCidrBlock) || (a.type === 'static' ? -1 : 1))
    if (route?.state !== 'active') return 'dropped'
    if (!route.attachmentIds.includes(there.transitGatewayAttachmentId)) return 'opaque'
    const exits = there.subnetIds.filter((id) => this.#zone(id) === zone)
    const subnetId = (exits.length > 0 ? exits : there.subnetIds)[
      this.#choice % (exits.length || there.subnetIds.length)
    ]
    return subnetId === undefined ? 'dropped' : { subnetId }
  }

  #zone(subnetId: string) {
    return list(this.#region.subnets).find((s) => s.subnetId === subnetId)?.availabilityZone
  }

  #interfaces() {
    return list(this.#region.networkInterfaces)
  }

  /** By which way two interfaces meet decides whether a rule may name the other's group. */
  #meeting(client: NetworkInterface, to: string): Way {
    const route = this.#lookup(client.subnetId, to)
    const subnet = list(this.#region.subnets).find((s) => s.subnetId === client.subnetId)
    if (inCidr(to, subnet?.cidrBlock ?? '') || route?.gatewayId === 'local') return 'vpc'
    if (route?.vpcPeeringConnectionId !== undefined) return 'peering'
    return 'neither'
  }

  #groupsLet(owner: NetworkInterface, direction: 'egress' | 'ingress', peer: string, port: number, way: Way): boolean {
    return owner.groupIds.some((groupId) => {
      const group = list(this.#region.securityGroups).find((g) => g.groupId === groupId)
      if (!group) throw new Error(`no ${groupId}`)
      return this.#groupLets(group, direction, peer, port, way)
    })
  }

  #groupLets(group: SecurityGroup, direction: 'egress' | 'ingress', peer: string, port: number, way: Way): boolean {
    const permissions = direction === 'egress' ? group.ipPermissionsEgress : group.ipPermissions
    const peerGroups = this.#interfaces().find((eni) => eni.privateIpAddresses.includes(peer))?.groupIds ?? []
    return permissions.some((permission) => {
      const everything = permission.ipProtocol === '-1'
      if (!everything && permission.ipProtocol !== 'tcp' && permission.ipProtocol !== '6') return false
      const from = permission.fromPort ?? -1
      const to = permission.toPort ?? -1
      if (!everything && from !== -1 && port < from) return false
      if (!everything && to !== -1 && port > to) return false
      if (permission.ipRanges.some((cidr) => inCidr(peer, cidr))) return true
      if (permission.prefixListIds.some((id) => this.#listEntries(id).some((cidr) => inCidr(peer, cidr)))) return true
      return permission.userIdGroupPairs.some(
        (pair) => peerGroups.includes(pair.groupId) && this.#mayName(direction, way),
      )
    })
  }

  #mayName(direction: 'egress' | 'ingress', way: Way): boolean {
    if (way === 'vpc' || way === 'peering') return true
    if (way !== 'transit-gateway' || direction === 'egress') return false
    const on = [...list(this.#region.transitGateways), ...list(this.#region.transitGatewayVpcAttachments)]
    return on.every((o) => o.securityGroupReferencingSupport === 'enable')
  }

  #listEntries(id: string): string[] {
    const entries = list(this.#region.prefixLists).find((l) => l.prefixListId === id)?.entries
    return entries ? list(entries) : []
  }

  #aclLets(subnetId: string, direction: 'egress' | 'ingress', peer: string, port: number): boolean {
    const acls = list(this.#region.networkAcls)
    const vpcId = list(this.#region.subnets).find((s) => s.subnetId === subnetId)?.vpcId
    const acl = acls.find((a) => a.subnetIds.includes(subnetId)) ?? acls.find((a) => a.isDefault && a.vpcId === vpcId)
    const entries = [...(acl?.entries ?? [])].sort((a, b) => a.ruleNumber - b.ruleNumber)
    for (const entry of entries) {
      if (entry.egress !== (direction === 'egress')) continue
      if (entry.cidrBlock === undefined || !inCidr(peer, entry.cidrBlock)) continue
      if (entry.protocol !== '-1' && entry.protocol !== '6') continue
      if (entry.protocol === '6' && entry.portRange && (port < entry.portRange.from || port > entry.portRange.to))
        continue
      return entry.ruleAction === 'allow'
    }
    return false
  }

  #lookup(subnetId: string, destination: string): Route | undefined {
    const tables = list(this.#region.routeTables)
    const vpcId = list(this.#region.subnets).find((s) => s.subnetId === subnetId)?.vpcId
    const table = tables.find((t) => t.subnetIds.includes(subnetId)) ?? tables.find((t) => t.main && t.vpcId === vpcId)
    const candidates = (table?.routes ?? []).flatMap((route) => {
      const cidrs = route.destinationPrefixListId
        ? this.#listEntries(route.destinationPrefixListId)
        : [route.destinationCidrBlock ?? '']
      return cidrs.filter((cidr) => inCidr(destination, cidr)).map((cidr) => ({ route, length: prefix(cidr) }))
    })
    const isLocal = candidates.some((c) => c.route.gatewayId === 'local')
    const allowed = candidates.filter((c) => !isLocal || c.route.origin !== 'EnableVgwRoutePropagation')
    allowed.sort((a, b) => b.length - a.length || rank(a.route) - rank(b.route))
    return allowed[0]?.route
  }
}

type Way = 'vpc' | 'peering' | 'transit-gateway' | 'neither'

const prefix = (cidr: string | undefined) => Number(cidr?.split('/')[1] ?? 32)
const rank = (route: Route) =>
  route.gatewayId === 'local'
    ? 0
    : route.origin === 'EnableVgwRoutePropagation'
      ? 3
      : route.destinationPrefixListId
        ? 2
        : 1

function list<T>(collected: { outcome: string; value?: T[] } | { outcome: string }): T[] {
  if (!('value' in collected) || collected.value === undefined) throw new Error('the reference needs a whole snapshot')
  return collected.value
}
