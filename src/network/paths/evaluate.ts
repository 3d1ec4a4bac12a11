import type { Hop } from '../../model/finding.js'
import { encryptionHops } from '../filters/encryption.js'
import { networkAcl } from '../filters/network-acls.js'
import { securityGroupHop } from '../filters/security-groups.js'
import type { Network } from '../network.js'
import { waysFrom } from '../routing/follow.js'
import { judged, type Leg, type Way } from '../routing/way.js'
import { EPHEMERAL, type Flow, type Party, type Place } from '../values/flow.js'
import { fails, isUnknown, type PathResult, passes, pathOf } from '../values/hops.js'
import type { Intervals } from '../values/intervals.js'
import { portSet, ports } from '../values/ports.js'
import { remembered } from '../values/remember.js'
import { doubted, station, together } from '../values/stations.js'

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
 * `VPC_BLOCK_PUBLIC_ACCESS_CHANGING`; `VPC_ENCRYPTION_ENFORCED`; `STATE_UNCERTAIN`; `TGW_ATTACHMENT_NOT_IN_ZONE`, `TGW_RTB_UNKNOWN`, `TGW_ROUTE_ELSEWHERE`, `TGW_PEER_UNSEEN`.
 * @see https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html
 */
export function evaluate(flow: Flow, network: Network): PathResult {
  const result = evaluated(flow, network)
  const enforced = encryptionHops(flow.source.place, flow.destination.place, network)
  return enforced.length === 0 ? result : pathOf([...result.hops, ...enforced])
}

function evaluated(flow: Flow, network: Network): PathResult {
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
  const { place } = source
  const leg: Leg = {
    direction: 'out',
    from: source,
    to: destination,
    wanted: ports(flow.port),
    answers: flow.ephemeral,
    ...(flow.service !== undefined && { service: flow.service }),
  }
  return judged(waysFrom(place, leg, network), (way) => whole(way, place, flow, network))
}

/** One way out with everything that belongs to it: the filters of both ends, and the way of the replies. */
function whole(way: Way, place: Place, flow: Flow, network: Network): PathResult {
  const { source, port, ephemeral } = flow
  // Behind NAT64 the receiver has another address than the one that was dialled.
  const destination = way.to.addresses.family === source.addresses.family ? way.to : flow.destination
  const far = way.end === 'outside' ? undefined : destination.place
  const out = aimedAt(securityGroupHop(source, 'egress', destination, port, way.near, network), destination, network)
  const there = [station(out), ...way.stations]
  const answers = networkAcl(place.subnetId, 'network-acl-reply-ingress', destination, ephemeral, network)
  const home = way.answersFiltered ? [answers] : doubted([answers])
  if (!far) return pathOf(together([...there, ...way.replies, ...home]))
  const arrival = [
    ...there,
    ...(way.filtered ? [networkAcl(far.subnetId, 'network-acl-ingress', way.from, ports(port), network)] : []),
    station(securityGroupHop(destination, 'ingress', way.from, port, way.far, network)),
  ]
  if (way.rewritten) {
    const reply = networkAcl(far.subnetId, 'network-acl-reply-egress', way.from, anyClient(ephemeral), network)
    return pathOf(together([...arrival, reply, ...way.replies, ...home]))
  }
  const back: Leg = { direction: 'back', from: destination, to: source, wanted: ephemeral, answers: ports(port) }
  return judged(waysFrom(far, back, network), ({ stations, filtered }) =>
    pathOf(together([...arrival, ...stations, ...(filtered ? home : [])])),
  )
}

/** The hop that a way begins with, which says where the way leads: a name may stand for several subnets or interfaces. */
function aimedAt(hop: Hop, { networkInterfaceId, place }: Party, network: Network): Hop {
  const to = networkInterfaceId ?? place?.subnetId
  return to === undefined ? hop : withAim(network, hop, to)
}

const withAim = remembered((_network: Network, hop: Hop, to: string): Hop => ({ ...hop, to }))

/** What takes a connection over chooses a port of its own for it. */
const anyClient = (ephemeral: Intervals): Intervals => portSet([...ephemeral, ...EPHEMERAL.unknown])

/** Neither network ACLs nor routes are looked at inside a subnet. */
function insideSubnet({ source, destination, port }: Flow, network: Network): PathResult {
  return pathOf([
    aimedAt(securityGroupHop(source, 'egress', destination, port, 'vpc', network), destination, network),
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
