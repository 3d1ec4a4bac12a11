import type { Instance } from '../../model/snapshot-hosts.js'
import type { NetworkInterface } from '../../model/snapshot-network.js'
import { networkAcl } from '../filters/network-acls.js'
import { securityGroupHop } from '../filters/security-groups.js'
import { AddressSet, addressSetOf, addressText } from '../values/addresses.js'
import { EPHEMERAL, type Party } from '../values/flow.js'
import { type FailureCode, fails, isUnknown } from '../values/hops.js'
import { type Station, station } from '../values/stations.js'
import {
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

const kind = 'middlebox'
const GONE = new Set(['stopping', 'stopped', 'shutting-down', 'terminated'])

/**
 * Into an interface to which a route leads. An instance that forwards must run and have its source and destination check
 * off; its groups, its network ACL and its own route are judged. What its software does stays unseen: whether it forwards,
 * and under which address.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html#EIP_Disable_SrcDestCheck
 */
export function throughInterface(id: string, at: Standing, leg: Leg, trail: Trail, guide: Guide): Ways {
  const { network } = guide
  const eni = network.networkInterface(id)
  if (!eni.found || eni.value.interfaceType !== 'interface') return unseen(leg, past(trail, box(id)), 'none')
  const drops = (code: FailureCode<typeof kind>, why: string) =>
    deadEnd(leg, past(trail, fails({ at: id, kind, code, why })))
  if (eni.value.sourceDestCheck)
    return drops(
      'ENI_SOURCE_DEST_CHECK_RESTRICTION',
      `${id} drops what is not for itself: its source/destination check is on.`,
    )
  const instance = eni.value.instanceId === undefined ? undefined : network.instance(eni.value.instanceId)
  if (!instance?.found) return unseen(leg, past(trail, box(id)), 'none')
  const { instanceId, state } = instance.value
  if (GONE.has(state)) return drops('BAD_STATE', `${instanceId}, to which ${id} belongs, is ${state}.`)
  if (trail.passed.includes(id)) return drops('CANNOT_ROUTE', `The route of ${instanceId} leads back to itself.`)
  const entered = pastStations(past(trail, box(id, instanceId)), entering(eni.value, at, leg, trail, guide))
  const inside = at.subnetId === eni.value.subnetId
  const onward: Trail = { ...entered, passed: [...trail.passed, id], answersFiltered: trail.answersFiltered && !inside }
  if (leg.direction === 'back' || !mayBeSeenBeyond(leg, guide)) return unseen(leg, onward, 'none')
  return beyond(eni.value, instance.value, at, leg, onward, guide)
}

const box = (id: string, instanceId?: string) =>
  isUnknown({
    at: id,
    kind,
    code: 'MIDDLEBOX',
    why:
      instanceId === undefined
        ? `${id} lies in the way and cannot be seen into.`
        : `${id} of ${instanceId} lies in the way: whether its software forwards, and how, cannot be seen.`,
  })

/** What filters on the way into the instance; inside one subnet no network ACL does. */
function entering(eni: NetworkInterface, at: Standing, leg: Leg, trail: Trail, { network }: Guide): Station[] {
  const acl =
    at.subnetId === eni.subnetId
      ? []
      : [networkAcl(eni.subnetId, HOP_KINDS_OF[leg.direction].ingress, leg.from, leg.wanted, network)]
  if (leg.direction === 'back') return acl
  const meeting = eni.vpcId === leg.from.place?.vpcId ? 'vpc' : trail.far
  const group = securityGroupHop(partyAt(eni, leg), 'ingress', leg.from, portOf(leg), meeting, network)
  return [...acl, station(group)]
}

/** A tunnel may lead on to places that no table knows; to the internet and to VPCs that are seen the tables count. */
const mayBeSeenBeyond = ({ to }: Leg, { network }: Guide) =>
  to.place !== undefined ? network.vpc(to.place.vpcId).found : to.groups === 'none'

/** On from any of the instance's interfaces: its system decides by which. */
function beyond(eni: NetworkInterface, instance: Instance, at: Standing, leg: Leg, trail: Trail, guide: Guide): Ways {
  const own = instance.networkInterfaces
  const from: Party = {
    label: `${leg.from.label} or ${eni.networkInterfaceId}`,
    addresses: mixed(leg, own) ?? leg.from.addresses,
    spread: 'one-of',
    groups: [...new Set(own.flatMap(({ groupIds }) => groupIds))],
    publicIps: own.flatMap(({ publicIps }) => publicIps),
    networkInterfaceId: eni.networkInterfaceId,
  }
  const onward: Leg = { ...leg, from, answers: EPHEMERAL.unknown }
  const options = own.map((exit) => {
    const group = securityGroupHop(partyAt(exit, leg), 'egress', leg.to, portOf(leg), 'unknown', guide.network)
    const out: Trail = {
      ...past(trail, group),
      replies: [...answersAt(exit.subnetId, eni.subnetId, at, leg, guide), ...trail.replies],
      near: 'none',
      far: 'vpc',
      rewritten: true,
    }
    const place: Standing = { vpcId: exit.vpcId, subnetId: exit.subnetId }
    const direct = exit.subnetId === leg.to.place?.subnetId
    return {
      label: exit.networkInterfaceId,
      ways: direct ? arrives(onward, out, false) : guide.follow(place, onward, out),
    }
  })
  return oneWayOf(options)
}

/** Answers of the internet come to the instance, whose public address was dialled from; others may go around it. */
function answersAt(exit: string, entry: string, at: Standing, leg: Leg, { network }: Guide): Station[] {
  if (leg.to.place) return []
  const into = networkAcl(exit, 'network-acl-reply-ingress', leg.to, EPHEMERAL.unknown, network)
  if (entry === at.subnetId) return [into]
  return [into, networkAcl(entry, 'network-acl-reply-egress', leg.from, leg.answers, network)]
}

/** The sender's address, or one of the instance's own. */
function mixed({ from }: Leg, interfaces: Instance['networkInterfaces']): AddressSet | undefined {
  const { family, ranges } = from.addresses
  const texts = interfaces.flatMap((eni) => (family === 4 ? eni.privateIpAddresses : eni.ipv6Addresses))
  const own = addressSetOf(texts, family)
  if (!own) return undefined
  const text = `${addressText(from.addresses)}, ${addressText(own)}`
  return AddressSet.of(family, [...ranges, ...own.ranges]).called(text)
}

function partyAt(
  {
    networkInterfaceId,
    vpcId,
    subnetId,
    groupIds,
  }: Pick<NetworkInterface, 'networkInterfaceId' | 'vpcId' | 'subnetId' | 'groupIds'>,
  { from }: Leg,
): Party {
  return {
    label: networkInterfaceId,
    addresses: from.addresses,
    spread: 'one-of',
    place: { vpcId, subnetId },
    groups: groupIds,
    networkInterfaceId,
  }
}

const portOf = ({ wanted }: Leg): number => Number(wanted[0]?.start ?? 0)
