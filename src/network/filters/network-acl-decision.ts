import type { NetworkAcl, NetworkAclEntry } from '../../model/snapshot-network.js'
import type { Network } from '../network.js'
import { type AddressSet, type Block, parseBlock } from '../values/addresses.js'
import { Cuts } from '../values/cuts.js'
import { difference, type Interval, type Intervals, intersection, union } from '../values/intervals.js'
import { portSet, ports } from '../values/ports.js'
import { remembered } from '../values/remember.js'

export interface AclEntry {
  source: NetworkAclEntry
  block: Block
  ports: Intervals
}

/** What a network ACL does with some addresses and ports, without a word for people. */
export type AclDecision =
  | { is: 'malformed'; entry: NetworkAclEntry }
  | { is: 'allowed'; entry: AclEntry | undefined }
  | { is: 'denied'; entry: AclEntry | undefined }
  /** `alike`: the same ports are lost for every address. */
  | { is: 'ports-partly-denied'; entry: AclEntry | undefined; lost: Intervals; alike: boolean }
  | { is: 'addresses-partly-denied'; entry: AclEntry | undefined }

/** A decision with what it answers, as far as sentences need it. There is one of every question. */
export interface DecidedByAcl {
  decision: AclDecision
  networkAclId: string
  wanted: Intervals
}

/** Addresses that share a fate: which ports are not decided for them yet, and which are allowed. */
interface Cell extends Interval {
  open: Intervals
  allowed: Intervals
}

const ALL_PORTS = ports(0, 65535)

/**
 * A network ACL against TCP to some ports (a `portSet`), from or to some addresses: entries in the order of their
 * numbers, the first match decides, nothing matched is denied. Decided over all addresses and ports at once.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 */
export function decideByAcl(
  network: Network,
  egress: boolean,
  acl: NetworkAcl,
  wanted: Intervals,
  addresses: AddressSet,
): DecidedByAcl {
  return decided(network, egress, acl, wanted, entriesOf(network, egress, acl).cuts.around(addresses))
}

const decided = remembered(
  (network: Network, egress: boolean, acl: NetworkAcl, wanted: Intervals, addresses: AddressSet): DecidedByAcl => ({
    decision: decide(network, egress, acl, wanted, addresses),
    networkAclId: acl.networkAclId,
    wanted,
  }),
)

function decide(
  network: Network,
  egress: boolean,
  acl: NetworkAcl,
  wanted: Intervals,
  addresses: AddressSet,
): AclDecision {
  const entries = entriesOf(network, egress, acl)
  if (entries.malformed) return { is: 'malformed', entry: entries.malformed }
  const { cells, first, denied } = scan(entries.list, addresses, wanted)
  const entry = denied ?? first
  const fates = new Set(cells.map((cell) => fateOf(cell, wanted)))
  if (fates.size === 1 && fates.has('all')) return { is: 'allowed', entry: first }
  if (fates.size === 1 && fates.has('none')) return { is: 'denied', entry }
  if (fates.has('none')) return { is: 'addresses-partly-denied', entry }
  const perCell = cells.map((cell) => portSet(difference(wanted, cell.allowed)))
  const lost = portSet(perCell.flat())
  return { is: 'ports-partly-denied', entry, lost, alike: new Set(perCell).size === 1 }
}

/** Entries of one direction that speak of TCP, in the order in which they decide. */
const entriesOf = remembered((_network: Network, egress: boolean, acl: NetworkAcl) => {
  const list: AclEntry[] = []
  let malformed: NetworkAclEntry | undefined
  const own = acl.entries.filter((entry) => entry.egress === egress && ['-1', '6', 'tcp'].includes(entry.protocol))
  for (const source of own.sort((a, b) => a.ruleNumber - b.ruleNumber)) {
    const block = parseBlock(source.cidrBlock ?? source.ipv6CidrBlock ?? '')
    if (!block) malformed ??= source
    else list.push({ source, block, ports: portsOf(source) })
  }
  return { list, malformed, cuts: new Cuts(list.map(({ block }) => block)) }
})

/** Ports count for TCP only: an entry for all protocols speaks of every port. */
function portsOf({ protocol, portRange }: NetworkAclEntry): Intervals {
  if (protocol === '-1' || portRange === undefined || portRange.from === -1) return ALL_PORTS
  return ports(portRange.from, portRange.to)
}

/** `first`: the entry that decided the first address and port. `denied`: the first that took something away. */
function scan(entries: readonly AclEntry[], addresses: AddressSet, wanted: Intervals) {
  let cells: Cell[] = addresses.ranges.map((range) => ({ ...range, open: wanted, allowed: [] }))
  let first: AclEntry | undefined
  let denied: AclEntry | undefined
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
  return { cells, first, denied }
}

function fateOf(cell: Cell, wanted: Intervals): 'all' | 'some' | 'none' {
  if (cell.allowed.length === 0) return 'none'
  return difference(wanted, cell.allowed).length === 0 ? 'all' : 'some'
}
