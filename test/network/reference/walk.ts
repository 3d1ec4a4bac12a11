import type { NetworkInterface, Route } from '../../../src/model/snapshot-network.js'
import { familyOf, isPrivate } from './addresses.js'
import { everyCidr } from './every-cidr.js'
import { type Facts, list } from './facts.js'
import { aclLets, type Way } from './filters.js'
import { letsIn, throughAppliance, throughTheUnseen } from './unseen.js'

/** One packet of a TCP connection, on its way there or back. */
export interface Packet {
  source: string
  destination: string
  /** Port at the destination. */
  port: number
  /** The way out has to be let in everywhere; replies are known to whoever keeps state. */
  reply?: boolean
}

/** Where a packet comes from: a subnet, and in it an interface unless it entered by a transit gateway. */
export interface Origin {
  subnetId: string
  eni?: NetworkInterface
  /** A port that a NAT gateway may choose. */
  natPort: number
  /** How often it went from one gateway straight into another. */
  turns?: number
}

export type Fate =
  | { at: 'dropped' }
  | { at: 'interface'; eni: NetworkInterface; way: Way }
  /** Something that answers by itself over the same way, when its answer gets through. */
  | { at: 'outside'; answered: (clientPort: number) => boolean }
  /** Past something opaque that forwards: whether all that can be seen behind it would let the packet through. */
  | { at: 'maybe'; works: boolean }

export const DROPPED: Fate = { at: 'dropped' }

/** Sends a packet from an origin on its way. Inside a subnet neither routes nor network ACLs are looked at. */
export function send(facts: Facts, origin: Origin, packet: Packet): Fate {
  const { subnetId } = origin
  const neighbour = facts.holder(packet.destination, facts.vpcOf(subnetId))
  if (neighbour?.subnetId === subnetId) return { at: 'interface', eni: neighbour, way: 'vpc' }
  if (!aclLets(facts, subnetId, 'egress', packet.destination, packet.port)) return DROPPED
  return follow(facts, facts.route(subnetId, packet.destination), origin, packet)
}

function follow(facts: Facts, route: Route | undefined, origin: Origin, packet: Packet): Fate {
  if (route?.state !== 'active') return DROPPED
  const here = facts.vpcOf(origin.subnetId)
  if (route.gatewayId === 'local') return deliver(facts, here, packet, 'vpc')
  if (route.natGatewayId !== undefined) return throughNat(facts, route.natGatewayId, origin, packet)
  if (route.networkInterfaceId !== undefined) return throughAppliance(facts, route.networkInterfaceId, origin, packet)
  if (origin.eni === undefined) return turned(facts, route, origin, packet)
  if (isInternet(route)) return toInternet(facts, route, origin, origin.eni, packet)
  if (route.gatewayId?.startsWith('vpce-')) return toGatewayEndpoint(facts, route.gatewayId, origin, packet)
  if (route.vpcPeeringConnectionId !== undefined) {
    const peer = facts.peer(route.vpcPeeringConnectionId, here)
    return peer === undefined ? DROPPED : deliver(facts, peer, packet, 'peering')
  }
  if (route.transitGatewayId !== undefined) return throughTransitGateway(facts, origin, packet)
  return throughTheUnseen(facts, route.gatewayId ?? 'something', packet)
}

const isInternet = ({ egressOnlyInternetGatewayId, gatewayId }: Route) =>
  egressOnlyInternetGatewayId !== undefined || gatewayId?.startsWith('igw-') === true

/** From one gateway to another without an interface of the VPC in between: what AWS does with it is not documented. */
function turned(facts: Facts, route: Route, origin: Origin, packet: Packet): Fate {
  const turns = (origin.turns ?? 0) + 1
  const sender = facts.holder(packet.source)
  if (isInternet(route) && sender && toInternet(facts, route, origin, sender, packet).at === 'dropped') return DROPPED
  const peer = facts.peer(route.vpcPeeringConnectionId ?? '', facts.vpcOf(origin.subnetId))
  if (route.vpcPeeringConnectionId !== undefined && (!peer || deliver(facts, peer, packet, 'peering').at === 'dropped'))
    return DROPPED
  if (route.transitGatewayId !== undefined) {
    const fate = turns > 4 ? DROPPED : throughTransitGateway(facts, { ...origin, turns }, packet)
    if (fate.at === 'dropped') return DROPPED
  }
  return throughTheUnseen(facts, 'a turn in the VPC', packet, 'transit-gateway')
}

function deliver(facts: Facts, vpcId: string, packet: Packet, way: Way): Fate {
  const eni = facts.holder(packet.destination, vpcId)
  if (!eni || !aclLets(facts, eni.subnetId, 'ingress', packet.source, packet.port)) return DROPPED
  return { at: 'interface', eni, way }
}

function toGatewayEndpoint(facts: Facts, id: string, { subnetId }: Origin, packet: Packet): Fate {
  const endpoint = list(facts.region.vpcEndpoints).find((e) => e.vpcEndpointId === id)
  if (!facts.works(id, endpoint?.state)) return DROPPED
  return { at: 'outside', answered: (port) => aclLets(facts, subnetId, 'ingress', packet.destination, port) }
}

function toInternet(facts: Facts, route: Route, origin: Origin, eni: NetworkInterface, packet: Packet): Fate {
  const { subnetId } = origin
  const egressOnly = route.egressOnlyInternetGatewayId !== undefined
  const gateways = egressOnly
    ? list(facts.region.egressOnlyInternetGateways).filter(
        (g) => g.egressOnlyInternetGatewayId === route.egressOnlyInternetGatewayId,
      )
    : list(facts.region.internetGateways).filter((g) => g.internetGatewayId === route.gatewayId)
  if (!mayLeave(facts, gateways, subnetId, packet, egressOnly)) return DROPPED
  // IPv6 addresses are public by themselves; IPv4 ones are translated, if there is something to translate them to.
  if (familyOf(packet.source) === 4 && eni.publicIps.length === 0) return DROPPED
  const holder = facts.holder(packet.destination)
  if (holder) return fromInternet(facts, holder, packet)
  return { at: 'outside', answered: (port) => aclLets(facts, subnetId, 'ingress', packet.destination, port) }
}

/** Addresses of VPCs: of IPv6 those are public, and come in where there is an internet gateway. */
function fromInternet(facts: Facts, { vpcId }: NetworkInterface, packet: Packet): Fate {
  const attachments = list(facts.region.internetGateways).flatMap((g) => g.attachments)
  const isOpen = attachments.some((a) => a.vpcId === vpcId && a.state === 'available')
  return isOpen && familyOf(packet.destination) === 6 ? throughTheUnseen(facts, 'the internet', packet) : DROPPED
}

function throughNat(facts: Facts, id: string, origin: Origin, packet: Packet): Fate {
  const nat = list(facts.region.natGateways).find((n) => n.natGatewayId === id)
  if (!nat?.subnetId) throw new Error(`no ${id}`)
  // Replies of strangers to what it has not translated: it drops them, unless they are its own.
  if (packet.reply) return facts.vpcOf(origin.subnetId) === nat.vpcId ? throughTheUnseen(facts, id, packet) : DROPPED
  const { subnetId } = nat
  if (subnetId === origin.subnetId || !facts.works(id, nat.state)) return DROPPED
  if (!aclLets(facts, subnetId, 'ingress', packet.source, packet.port)) return DROPPED
  const route = facts.route(subnetId, packet.destination)
  if (route?.state !== 'active' || route.natGatewayId !== undefined) return DROPPED
  if (!aclLets(facts, subnetId, 'egress', packet.destination, packet.port)) return DROPPED
  if (!aclLets(facts, subnetId, 'ingress', packet.destination, origin.natPort)) return DROPPED
  if (route.gatewayId?.startsWith('igw-')) {
    if (nat.connectivityType === 'private') return DROPPED
    const gateways = list(facts.region.internetGateways).filter((g) => g.internetGatewayId === route.gatewayId)
    if (!mayLeave(facts, gateways, subnetId, packet, true)) return DROPPED
  } else {
    // In the gateway's own name, whose address may be any of its subnet; who answers on such a way cannot be seen.
    const sources = everyCidr(facts.region, familyOf(packet.source)).filter((a) => facts.holdsAddress(subnetId, a))
    const onward = { subnetId, eni: NAT_INTERFACE, natPort: origin.natPort }
    const reaches = (fate: Fate, source: string) =>
      fate.at === 'interface' ? letsIn(facts, fate.eni, { ...packet, source }) : fate.at === 'maybe' ? fate.works : true
    if (facts.visited.has(id)) return DROPPED
    facts.visited.add(id)
    const works = sources.some((source) => {
      const fate = follow(facts, route, onward, { ...packet, source })
      return fate.at !== 'dropped' && reaches(fate, source)
    })
    facts.visited.delete(id)
    if (!works || facts.choose(`${id} goes on to ${packet.destination}`, 2) === 0) return DROPPED
  }
  const back = { source: packet.destination, destination: packet.source, reply: true }
  const answered = (port: number) => {
    const fate = send(facts, { subnetId, eni: NAT_INTERFACE, natPort: origin.natPort }, { ...back, port })
    return fate.at === 'interface' || (fate.at === 'maybe' && fate.works)
  }
  return { at: 'outside', answered }
}

/** Its own traffic starts in the subnet, like that of an instance; nothing else of it is looked at. */
const NAT_INTERFACE: NetworkInterface = {
  ...{ networkInterfaceId: 'eni-nat', vpcId: '', subnetId: '', availabilityZone: '', interfaceType: 'nat_gateway' },
  ...{ description: '', status: 'in-use', privateIpAddresses: [], ipv6Addresses: [], publicIps: [], groupIds: [] },
  sourceDestCheck: false,
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html */
function mayLeave(
  facts: Facts,
  gateways: { attachments: { vpcId: string; state: string }[] }[],
  subnetId: string,
  { destination }: Packet,
  outwardOnly: boolean,
): boolean {
  const vpcId = facts.vpcOf(subnetId)
  if (!gateways.some((g) => g.attachments.some((a) => a.vpcId === vpcId && a.state === 'available'))) return false
  if (familyOf(destination) === 4 && isPrivate(destination)) return false
  const { blockPublicAccess } = facts.region
  if (blockPublicAccess.outcome !== 'ok') throw new Error('unreadable')
  const { internetGatewayBlockMode: mode, exclusions } = blockPublicAccess.value
  if (mode === 'off' || (mode === 'block-ingress' && outwardOnly)) return true
  return list(exclusions).some(({ resourceArn, internetGatewayExclusionMode, state }) => {
    const covers = resourceArn.endsWith(`/${vpcId}`) || resourceArn.endsWith(`/${subnetId}`)
    const both = internetGatewayExclusionMode === 'allow-bidirectional'
    return covers && (both || (mode === 'block-bidirectional' && outwardOnly)) && state === 'create-complete'
  })
}

/**
 * Into the gateway in the sender's zone, along its route table, out in a subnet of another VPC's attachment, and on by
 * the route table of that subnet.
 * @see https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
 * @see https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html
 */
function throughTransitGateway(facts: Facts, origin: Origin, packet: Packet): Fate {
  const attachments = list(facts.region.transitGatewayVpcAttachments)
  const zone = facts.subnet(origin.subnetId).availabilityZone
  const here = attachments.find((a) => a.vpcId === facts.vpcOf(origin.subnetId))
  const door = here?.subnetIds.find((id) => facts.subnet(id).availabilityZone === zone)
  if (!here || door === undefined || !facts.works(here.transitGatewayAttachmentId, here.state)) return DROPPED
  if (door !== origin.subnetId && !aclLets(facts, door, 'ingress', packet.source, packet.port)) return DROPPED
  const towards = gatewayRoute(facts, here.transitGatewayAttachmentId, packet.destination)
  if (towards === 'unseen') return throughTheUnseen(facts, 'the transit gateway', packet, 'transit-gateway')
  const there = attachments.find((a) => towards !== undefined && a.transitGatewayAttachmentId === towards)
  if (!there || !facts.works(there.transitGatewayAttachmentId, there.state)) return DROPPED
  const inZone = there.subnetIds.filter((id) => facts.subnet(id).availabilityZone === zone)
  const exits = inZone.length > 0 ? inZone : there.subnetIds
  const exit = exits[facts.choose(`exit of ${towards} towards ${packet.destination}`, exits.length)]
  if (exit === undefined) return DROPPED
  const fate = send(facts, { subnetId: exit, natPort: origin.natPort, turns: origin.turns ?? 0 }, packet)
  return fate.at === 'interface' ? { ...fate, way: 'transit-gateway' } : fate
}

function gatewayRoute(facts: Facts, attachmentId: string, destination: string): string | 'unseen' | undefined {
  const { region } = facts
  const full = list(region.transitGatewayAttachments).find((a) => a.transitGatewayAttachmentId === attachmentId)
  const table = list(region.transitGatewayRouteTables).find(
    (t) => t.transitGatewayRouteTableId === full?.associationRouteTableId,
  )
  if (table?.routes.outcome !== 'ok') return 'unseen'
  const [route] = facts.longest(table.routes.value, destination)
  return route?.state === 'active' ? route.attachmentIds[0] : undefined
}
