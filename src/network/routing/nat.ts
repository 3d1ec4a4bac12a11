import { standingOf } from '../../inventory/states.js'
import type { NatGateway } from '../../model/snapshot-gateways.js'
import { networkAcl } from '../filters/network-acls.js'
import { AddressSet, addressSetOf, anyAddress, parseBlock } from '../values/addresses.js'
import { EPHEMERAL, type Party } from '../values/flow.js'
import { fails, isUnknown, notSeen, stateHop } from '../values/hops.js'
import { covers } from '../values/intervals.js'
import {
  deadEnd,
  type Guide,
  type Leg,
  past,
  pastStations,
  type Standing,
  type Trail,
  unseen,
  type Ways,
} from './way.js'

const kind = 'nat-gateway'

/** Through a NAT gateway: into its subnet, on by the table there, and the replies the same way. */
export function throughNatGateway(id: string, at: Standing, leg: Leg, before: Trail, guide: Guide): Ways {
  if (leg.direction === 'back') return backInto(id, at, leg, before)
  if (before.nat) {
    const why = `${before.nat.natGatewayId} sends it on to ${id}, not to an internet gateway.`
    return deadEnd(leg, past(before, fails({ at: id, kind, code: 'CANNOT_ROUTE', why })))
  }
  const { network } = guide
  const nat = network.natGateway(id)
  if (!nat.found) return unseen(leg, past(before, notSeen(id, kind, nat)), 'none')
  const { state, subnetId, vpcId, routeTableId } = nat.value
  const trail = past(before, stateHop(standingOf('natGateway', state), { at: id, kind, why: `${id} is ${state}.` }))
  if (subnetId !== undefined && subnetId === at.subnetId) {
    const why = `${id} lies in ${subnetId} itself, whose route leads back to it.`
    return deadEnd(leg, past(trail, fails({ at: id, kind, code: 'NAT_IN_SAME_SUBNET', why })))
  }
  const to = translated(leg.to)
  if (!to) {
    const why = `${id} takes IPv6 only to addresses of 64:ff9b::/96.`
    return deadEnd(leg, past(trail, fails({ at: id, kind, code: 'CANNOT_ROUTE', why })))
  }
  const onward: Leg = { ...leg, to, from: partyOf(nat.value), answers: EPHEMERAL.unknown }
  const into =
    subnetId === undefined ? [] : [networkAcl(subnetId, 'network-acl-ingress', leg.from, leg.wanted, network)]
  const answers =
    subnetId === undefined
      ? []
      : [
          networkAcl(subnetId, 'network-acl-reply-ingress', to, EPHEMERAL.unknown, network),
          networkAcl(subnetId, 'network-acl-reply-egress', leg.from, leg.answers, network),
        ]
  return guide.follow(
    { vpcId, ...(subnetId !== undefined && { subnetId }), ...(routeTableId !== undefined && { routeTableId }) },
    onward,
    {
      ...pastStations(trail, into),
      replies: [...answers, ...trail.replies],
      near: 'none',
      far: 'none',
      rewritten: true,
      nat: { natGatewayId: id, isPrivate: nat.value.connectivityType === 'private' },
    },
  )
}

/** Replies do not pass a gateway that the connection did not pass; inside a VPC it may be meant so. */
function backInto(id: string, at: Standing, leg: Leg, trail: Trail): Ways {
  if (at.vpcId === leg.to.place?.vpcId) {
    const why = `Replies go through ${id}, more specific than local.`
    return unseen(leg, past(trail, isUnknown({ at: id, kind, code: 'MIDDLEBOX', why })), 'none')
  }
  const why = `Replies to ${leg.to.label} go to ${id}, which does not lead there.`
  return deadEnd(leg, past(trail, fails({ at: id, kind, code: 'CANNOT_ROUTE', why })))
}

/** Whom stations behind the gateway see. */
function partyOf({ natGatewayId, addresses }: NatGateway): Party {
  const own = addresses.flatMap(({ privateIp }) => (privateIp === undefined ? [] : [privateIp]))
  return { label: natGatewayId, addresses: addressSetOf(own, 4) ?? anyAddress(4), spread: 'one-of', groups: 'none' }
}

const NAT64 = parseBlock('64:ff9b::/96')

/**
 * IPv6 reaches IPv4 by the addresses that DNS64 makes.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html
 */
function translated(to: Party): Party | undefined {
  const { family, ranges } = to.addresses
  if (family === 4) return to
  if (!NAT64 || !covers([NAT64.interval], ranges)) return undefined
  const base = BigInt(NAT64.interval.start)
  const inner = ranges.map(({ start, end }) => ({
    start: Number(BigInt(start) - base),
    end: Number(BigInt(end) - base),
  }))
  return { ...to, addresses: AddressSet.of(4, inner) }
}
