import type { Hop } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import type { NetworkAcl, NetworkAclEntry } from '../../model/snapshot-network.js'
import type { Network } from '../network.js'
import { type AddressSet, type Block, parseBlock, ports, portsText } from '../values/addresses.js'
import type { Party } from '../values/flow.js'
import { fails, isUnknown, notSeen, passes, warns } from '../values/hops.js'
import { covers, difference, type Interval, type Intervals, intersection, union } from '../values/intervals.js'

export type AclKind =
  | 'network-acl-egress'
  | 'network-acl-ingress'
  | 'network-acl-reply-egress'
  | 'network-acl-reply-ingress'

interface Entry {
  source: NetworkAclEntry
  block: Block
  ports: Intervals
}

/** Addresses that share a fate: which ports are decided for them, and how. */
interface Cell extends Interval {
  open: Intervals
  allowed: Intervals
}

interface Decision {
  cells: readonly Cell[]
  wanted: Intervals
  /** The entry that decided the first address and port. */
  first?: Entry
  /** The first deny entry that took something away. */
  denied?: Entry
}

const ALL_PORTS = ports(0, 65535)

/**
 * The network ACL of a subnet against TCP to some ports, from or to some addresses: entries in the order of their
 * numbers, the first match decides, nothing matched is denied. Evaluated over all addresses and ports at once.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 */
export function networkAclHop(subnetId: string, kind: AclKind, peer: Party, wanted: Intervals, network: Network): Hop {
  const acl = network.networkAclOf(subnetId)
  if (!acl.found) return notSeen(subnetId, kind, acl)
  const key = `acl ${acl.value.networkAclId} ${subnetId} ${kind} ${peer.addresses.text} ${peer.spread} ${portsText(wanted)}`
  return network.memo(key, () => judge(acl.value, subnetId, kind, peer, wanted, network))
}

function judge(
  acl: NetworkAcl,
  subnetId: string,
  kind: AclKind,
  peer: Party,
  wanted: Intervals,
  network: Network,
): Hop {
  const egress = kind.endsWith('egress')
  const entries = entriesOf(acl, egress, network)
  const at = acl.networkAclId
  if (entries.malformed)
    return isUnknown({
      at,
      kind,
      code: 'MALFORMED_CIDR',
      why: `Entry ${entries.malformed.ruleNumber} of ${at} names no CIDR block.`,
    })
  const decision = decide(entries.list, peer.addresses, wanted)
  const words = `${at} of ${subnetId} ${egress ? 'outbound' : 'inbound'}: ${kind.includes('reply') ? 'replies' : 'tcp'} ${portText(wanted)} ${egress ? 'to' : 'from'} ${peer.label}`
  const deciding = decision.denied ?? decision.first
  const rule = entryText(deciding, egress)
  const fates = new Set(decision.cells.map((cell) => fateOf(cell, wanted)))
  if (fates.size === 1 && fates.has('all'))
    return passes({ at, kind, code: 'ALLOWED', rule: entryText(decision.first, egress), why: `${words} pass.` })
  if (fates.size === 1 && fates.has('none'))
    return fails({ at, kind, code: 'SUBNET_ACL_RESTRICTION', rule, why: `${words} are denied by ${rule}.` })
  if (!fates.has('none')) return partlyDenied(decision, { at, kind, rule }, words)
  const partly = {
    at,
    kind,
    code: 'ADDRESSES_PARTLY_DENIED',
    rule,
    why: `${words} pass for a part of these addresses only.`,
  }
  return peer.spread === 'each' ? warns(partly) : isUnknown(partly)
}

/** Of hops that deny a part of the ports: which, and whether for all addresses alike. */
const losses = new WeakMap<Hop, { wanted: Intervals; lost: Intervals; alike: boolean }>()

function partlyDenied(
  { cells, wanted }: Decision,
  at: { at: string; kind: AclKind; rule: string },
  words: string,
): Hop {
  const perCell = cells.map((cell) => difference(wanted, cell.allowed))
  const lost = union(perCell.flat())
  const why = `${words} pass except for ports ${portsText(lost)}: connections fail now and then.`
  const hop = warns({ ...at, code: 'PORTS_PARTLY_DENIED', why })
  const alike = new Set(perCell.map(portsText)).size === 1
  losses.set(hop, { wanted, lost, alike })
  return hop
}

/**
 * Several ACLs on the way back that each deny some ports may deny all of them together: then nothing passes.
 * Where several let only some addresses through, none may be left.
 */
export function together(hops: readonly Hop[]): Hop[] {
  const changed = new Map<Hop, Hop>()
  const scattered = hops.filter((hop) => hop.outcome === 'warn' && hop.code.startsWith('ADDRESSES_PARTLY'))
  if (scattered.length > 1) for (const hop of scattered) changed.set(hop, { ...hop, outcome: 'unknown' })

  const partly = [...new Set(hops)].flatMap((hop) => {
    const loss = losses.get(hop)
    return loss ? [{ hop, ...loss }] : []
  })
  for (const [, group] of groupBy(partly, ({ wanted }) => portsText(wanted))) {
    const last = group.at(-1)
    if (!last || group.length < 2 || !covers(union(group.flatMap(({ lost }) => lost)), last.wanted)) continue
    const why = `${last.hop.why} Together with the network ACLs before it no port may be left.`
    const certain = group.every(({ alike }) => alike)
    changed.set(last.hop, { ...last.hop, outcome: certain ? 'fail' : 'unknown', code: 'SUBNET_ACL_RESTRICTION', why })
  }
  return hops.map((hop) => changed.get(hop) ?? hop)
}

/** Entries of one direction that speak of TCP, in the order in which they decide. */
function entriesOf(acl: NetworkAcl, egress: boolean, network: Network) {
  return network.memo(`entries ${acl.networkAclId} ${egress}`, () => {
    const list: Entry[] = []
    let malformed: NetworkAclEntry | undefined
    const own = acl.entries.filter((entry) => entry.egress === egress && ['-1', '6', 'tcp'].includes(entry.protocol))
    for (const source of own.sort((a, b) => a.ruleNumber - b.ruleNumber)) {
      const block = parseBlock(source.cidrBlock ?? source.ipv6CidrBlock ?? '')
      if (!block) malformed ??= source
      else list.push({ source, block, ports: portsOf(source) })
    }
    return { list, malformed }
  })
}

/** Ports count for TCP only: an entry for all protocols speaks of every port. */
function portsOf({ protocol, portRange }: NetworkAclEntry): Intervals {
  if (protocol === '-1' || portRange === undefined || portRange.from === -1) return ALL_PORTS
  return ports(portRange.from, portRange.to)
}

export function decide(entries: readonly Entry[], addresses: AddressSet, wanted: Intervals): Decision {
  let cells: Cell[] = addresses.ranges.map((range) => ({ ...range, open: wanted, allowed: [] }))
  let first: Entry | undefined
  let denied: Entry | undefined
  for (const entry of entries) {
    if (entry.block.family !== addresses.family) continue
    const next: Cell[] = []
    for (const cell of cells) {
      const [hit] = intersection([cell], [entry.block.interval])
      const taken = hit ? intersection(cell.open, entry.ports) : []
      if (!hit || taken.length === 0) {
        next.push(cell)
        continue
      }
      first ??= entry
      if (entry.source.ruleAction === 'deny') denied ??= entry
      for (const outside of difference([cell], [hit])) next.push({ ...cell, ...outside })
      const allowed = entry.source.ruleAction === 'allow' ? union([...cell.allowed, ...taken]) : cell.allowed
      next.push({ ...hit, open: difference(cell.open, taken), allowed })
    }
    cells = next
    if (cells.every((cell) => cell.open.length === 0)) break
  }
  return { cells, wanted, ...(first && { first }), ...(denied && { denied }) }
}

function fateOf(cell: Cell, wanted: Intervals): 'all' | 'some' | 'none' {
  if (cell.allowed.length === 0) return 'none'
  return difference(wanted, cell.allowed).length === 0 ? 'all' : 'some'
}

function portText(wanted: Intervals): string {
  const text = portsText(wanted)
  return text.includes('–') ? `to ports ${text}` : `to port ${text}`
}

/** The number of the last entry, which AWS writes as `*`. */
const DEFAULT_ENTRY = 32767

function entryText(entry: Entry | undefined, egress: boolean): string {
  if (!entry) return `entry * ${egress ? 'outbound' : 'inbound'}: deny all`
  const { ruleNumber, protocol, ruleAction, cidrBlock, ipv6CidrBlock, portRange } = entry.source
  const number = ruleNumber >= DEFAULT_ENTRY ? '*' : String(ruleNumber)
  const what =
    protocol === '-1'
      ? 'all traffic'
      : `tcp ${portRange ? portsText(ports(portRange.from, portRange.to)) : 'all ports'}`
  return `entry ${number} ${egress ? 'outbound' : 'inbound'}: ${ruleAction} ${what} ${cidrBlock ?? ipv6CidrBlock}`
}
