import type { Network } from '../network.js'
import type { Party } from '../values/flow.js'
import { fails, isUnknown, notSeen, passes, warns } from '../values/hops.js'
import type { Intervals } from '../values/intervals.js'
import { portSet, ports, portsText } from '../values/ports.js'
import { remembered } from '../values/remember.js'
import { type Station, station } from '../values/stations.js'
import { type AclEntry, type DecidedByAcl, decideByAcl } from './network-acl-decision.js'

export type AclKind =
  | 'network-acl-egress'
  | 'network-acl-ingress'
  | 'network-acl-reply-egress'
  | 'network-acl-reply-ingress'

/** The network ACL of a subnet against TCP to some ports, from or to some addresses. */
export function networkAcl(subnetId: string, kind: AclKind, peer: Party, range: Intervals, network: Network): Station {
  const acl = network.networkAclOf(subnetId)
  if (!acl.found) return station(notSeen(subnetId, kind, acl))
  const wanted = portSet(range)
  const decided = decideByAcl(network, kind.endsWith('egress'), acl.value, wanted, peer.addresses)
  return written(decided, subnetId, kind, peer.spread, peer.label)
}

/** The sentence of a decision about one peer. */
const written = remembered(
  (
    { decision, networkAclId: at, wanted }: DecidedByAcl,
    subnetId: string,
    kind: AclKind,
    spread: Party['spread'],
    peer: string,
  ): Station => {
    if (decision.is === 'malformed') {
      const why = `Entry ${decision.entry.ruleNumber} of ${at} names no CIDR block.`
      return station(isUnknown({ at, kind, code: 'MALFORMED_CIDR', why }))
    }
    const egress = kind.endsWith('egress')
    const what = `${kind.includes('reply') ? 'replies' : 'tcp'} ${portText(wanted)} ${egress ? 'to' : 'from'} ${peer}`
    const words = `${at} of ${subnetId} ${egress ? 'outbound' : 'inbound'}: ${what}`
    const rule = entryText(decision.entry, egress)
    const place = { at, kind, rule }
    switch (decision.is) {
      case 'allowed':
        return station(passes({ ...place, code: 'ALLOWED', why: `${words} pass.` }))
      case 'denied':
        return station(fails({ ...place, code: 'SUBNET_ACL_RESTRICTION', why: `${words} are denied by ${rule}.` }))
      case 'ports-partly-denied': {
        const { lost, alike } = decision
        const why = `${words} pass except for ports ${portsText(lost)}: connections fail now and then.`
        return { hop: warns({ ...place, code: 'PORTS_PARTLY_DENIED', why }), loss: { wanted, lost, alike } }
      }
      default: {
        const partly = spread === 'each' ? warns : isUnknown
        const why = `${words} pass for a part of these addresses only.`
        return station(partly({ ...place, code: 'ADDRESSES_PARTLY_DENIED', why }))
      }
    }
  },
)

function portText(wanted: Intervals): string {
  const text = portsText(wanted)
  return text.includes('–') ? `to ports ${text}` : `to port ${text}`
}

/** The number of the last entry, which AWS writes as `*`. */
const DEFAULT_ENTRY = 32767

function entryText(entry: AclEntry | undefined, egress: boolean): string {
  if (!entry) return `entry * ${egress ? 'outbound' : 'inbound'}: deny all`
  const { ruleNumber, protocol, ruleAction, cidrBlock, ipv6CidrBlock, portRange } = entry.source
  const number = ruleNumber >= DEFAULT_ENTRY ? '*' : String(ruleNumber)
  const what =
    protocol === '-1'
      ? 'all traffic'
      : `tcp ${portRange ? portsText(ports(portRange.from, portRange.to)) : 'all ports'}`
  return `entry ${number} ${egress ? 'outbound' : 'inbound'}: ${ruleAction} ${what} ${cidrBlock ?? ipv6CidrBlock}`
}
