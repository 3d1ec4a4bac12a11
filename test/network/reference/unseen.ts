import type { NetworkInterface } from '../../../src/model/snapshot-network.js'
import { familyOf } from './addresses.js'
import { everyCidr } from './every-cidr.js'
import { type Facts, list } from './facts.js'
import { aclLets, groupsLet, type Way } from './filters.js'
import { DROPPED, type Fate, type Origin, type Packet, send } from './walk.js'

/**
 * Into something that nobody can see into: it drops the packet, or it brings it to whoever holds the address, with
 * whatever source; then only what lies before that interface is certain.
 */
export function throughTheUnseen(facts: Facts, what: string, packet: Packet, way: Way = 'neither'): Fate {
  if (facts.choose(`${what} forwards ${packet.destination}`, 2) === 0) return DROPPED
  const holder = facts.holder(packet.destination)
  if (!holder) return { at: 'maybe', works: true }
  if (packet.reply)
    return { at: 'maybe', works: aclLets(facts, holder.subnetId, 'ingress', packet.source, packet.port) }
  const sources = everyCidr(facts.region, familyOf(packet.source))
  // Strangers are outside the VPCs: only over a transit gateway do rules that name groups know anybody.
  const works = sources.some((source) => letsIn(facts, holder, { ...packet, source }, [way]))
  return { at: 'maybe', works }
}

/** Do the rules before an interface let a packet in, and an answer to it out? */
export function letsIn(
  facts: Facts,
  holder: NetworkInterface,
  { source, port }: Packet,
  ways: readonly Way[] = ['vpc', 'transit-gateway'],
): boolean {
  const { subnetId } = holder
  return (
    aclLets(facts, subnetId, 'ingress', source, port) &&
    ways.some((way) => groupsLet(facts, holder, 'ingress', source, port, way)) &&
    somePort((p) => aclLets(facts, subnetId, 'egress', source, p))
  )
}

/** Behind a stranger that translates, any port may be the client's. Rules of random networks end at these. */
const somePort = (test: (port: number) => boolean) =>
  [0, 1, 500, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1100, 20_000].some(test)

/**
 * An instance as the target of a route. With its source/destination check on, or stopped, it drops what is not for
 * itself; else it may forward, as it came or in its own name.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html
 */
export function throughAppliance(facts: Facts, id: string, origin: Origin, packet: Packet): Fate {
  const eni = facts.interface(id)
  if (!eni) return throughTheUnseen(facts, id, packet)
  if (eni.sourceDestCheck) return DROPPED
  const instance = list(facts.region.instances).find((i) => i.instanceId === eni.instanceId)
  if (instance && instance.state !== 'running') return DROPPED
  if (eni.subnetId !== origin.subnetId && !aclLets(facts, eni.subnetId, 'ingress', packet.source, packet.port))
    return DROPPED
  if (!packet.reply && !groupsLet(facts, eni, 'ingress', packet.source, packet.port, 'vpc')) return DROPPED
  if (facts.choose(`${id} forwards ${packet.destination}`, 2) === 0) return DROPPED
  const own = familyOf(packet.source) === 4 ? eni.privateIpAddresses : eni.ipv6Addresses
  const works = [packet.source, ...own].some((source) => forwards(facts, eni, origin, { ...packet, source }))
  return { at: 'maybe', works }
}

function forwards(facts: Facts, eni: NetworkInterface, { natPort }: Origin, packet: Packet): boolean {
  if (facts.visited.has(eni.networkInterfaceId)) return false
  if (!packet.reply && !groupsLet(facts, eni, 'egress', packet.destination, packet.port, 'vpc')) return false
  facts.visited.add(eni.networkInterfaceId)
  const fate = send(facts, { subnetId: eni.subnetId, eni, natPort }, packet)
  facts.visited.delete(eni.networkInterfaceId)
  if (fate.at === 'maybe') return fate.works
  if (fate.at === 'interface') return packet.reply || letsIn(facts, fate.eni, packet)
  return fate.at === 'outside'
}
