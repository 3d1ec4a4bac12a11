import type { UserIdGroupPair } from '../../model/snapshot-network.js'
import type { Network, NotSeen } from '../network.js'
import type { AddressSet } from '../values/addresses.js'
import { remembered } from '../values/remember.js'
import { type Direction, type GroupRule, type RuleSet, ruleSet } from './security-group-rules.js'

/**
 * Across what two interfaces meet, which decides whether a rule that names a group can match:
 * inside a VPC and over an active peering in one region it can; over a transit gateway inbound rules can where
 * security group referencing is on; through a NAT or an appliance never.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 * @see https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
 */
export type Meeting = 'vpc' | 'peering' | 'transit-gateway' | 'transit-gateway-unknown' | 'none' | 'unknown'

/** What the rules of some groups say of a peer, without a word for people. */
export type GroupDecision =
  | { is: 'allowed'; rule: GroupRule }
  | { is: 'not-seen'; groupId: string; notSeen: NotSeen }
  | ({ is: 'unreadable' } & RuleSet['unreadable'][number])
  | { is: 'reference-unknown'; rule: GroupRule; pair: UserIdGroupPair; because: 'groups' | 'connection' }
  | { is: 'partly-allowed'; rule: GroupRule }
  | { is: 'refused'; miss?: { rule: GroupRule; matches: 'port' | 'peer' } }

/** A decision with what it answers, as far as sentences need it. There is one of every question. */
export interface Decided {
  decision: GroupDecision
  direction: Direction
  port: number
  groups: readonly string[]
}

/** Everything that a decision depends on; sets of ids and of addresses exist once, so that they serve as keys. */
interface Question {
  direction: Direction
  meeting: Meeting
  rules: RuleSet
  /** Groups of the peer: an `idSet`. */
  peerGroups: PeerGroups
  /** Set where `addresses` are the entries of this prefix list. */
  prefixListId: string | undefined
  addresses: AddressSet
}

export type PeerGroups = readonly string[] | 'none' | 'unknown'

/** The union of the groups' rules, allow-only. */
export function decideByGroups(
  network: Network,
  direction: Direction,
  port: number,
  meeting: Meeting,
  groups: readonly string[],
  peer: { groups: PeerGroups; prefixListId: string | undefined; addresses: AddressSet },
): Decided {
  const { cuts } = ruleSet(network, direction, port, groups)
  const addresses = cuts.around(peer.addresses)
  return decided(network, direction, port, meeting, groups, peer.groups, peer.prefixListId, addresses)
}

const decided = remembered(
  (
    network: Network,
    direction: Direction,
    port: number,
    meeting: Meeting,
    groups: readonly string[],
    peerGroups: PeerGroups,
    prefixListId: string | undefined,
    addresses: AddressSet,
  ): Decided => {
    const rules = ruleSet(network, direction, port, groups)
    return {
      decision: decide({ direction, meeting, peerGroups, prefixListId, addresses, rules }),
      direction,
      port,
      groups,
    }
  },
)

function decide(question: Question): GroupDecision {
  const { rules, prefixListId } = question
  const { family, ranges } = question.addresses
  const known = rules.byAddress[family]
  if (known.covers(ranges)) return { is: 'allowed', rule: known.find(ranges) ?? firstOf(rules) }
  const listed = prefixListId === undefined ? undefined : rules.byPrefixList.get(prefixListId)
  if (listed) return { is: 'allowed', rule: listed }
  const reference = byReference(question)
  if (reference?.is === 'allowed') return reference
  const [lost] = rules.missing
  if (lost) return { is: 'not-seen', ...lost }
  // Of several the same one, in whatever order the rules are listed.
  const [unreadable] = [...rules.unreadable].sort((a, b) => (a.why < b.why ? -1 : a.why > b.why ? 1 : 0))
  if (unreadable) return { is: 'unreadable', ...unreadable }
  if (reference) return reference
  if (known.overlaps(ranges)) return { is: 'partly-allowed', rule: known.find(ranges) ?? firstOf(rules) }
  const miss = nearMiss(question)
  return { is: 'refused', ...(miss && { miss }) }
}

function firstOf(rules: RuleSet): GroupRule {
  const [first] = rules.ofPort
  if (!first) throw new Error('a rule set that covers addresses holds a rule')
  return first
}

/** The rule that misses on one axis only: first the right port for other peers, then the right peer for other ports. */
function nearMiss({ rules, addresses, peerGroups }: Question) {
  const [samePort] = rules.ofPort
  if (samePort) return { rule: samePort, matches: 'port' } as const
  const held = typeof peerGroups === 'string' ? [] : peerGroups
  const samePeer =
    rules.others().byAddress[addresses.family].find(addresses.ranges) ??
    held.map((groupId) => rules.others().byGroup.get(groupId)).find((rule) => rule !== undefined)
  return samePeer && ({ rule: samePeer, matches: 'peer' } as const)
}

/** Whether a rule that names a group matches the peer: what counts is which groups the peer's interface holds. */
function byReference({ rules, peerGroups, meeting, direction }: Question): GroupDecision | undefined {
  if (rules.byGroup.size === 0 || peerGroups === 'none') return undefined
  const visible = referenceVisible(meeting, direction)
  if (visible === 'no') return undefined
  const candidates =
    peerGroups === 'unknown'
      ? [...rules.byGroup].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, own]) => own)
      : peerGroups.flatMap((groupId) => rules.byGroup.get(groupId) ?? [])
  const first = candidates.find(({ pair }) => meeting !== 'peering' || (pair.peeringStatus ?? 'active') === 'active')
  if (!first) return undefined
  if (peerGroups === 'unknown') return { is: 'reference-unknown', ...first, because: 'groups' }
  if (visible === 'unknown') return { is: 'reference-unknown', ...first, because: 'connection' }
  return { is: 'allowed', rule: first.rule }
}

function referenceVisible(meeting: Meeting, direction: Direction): 'yes' | 'no' | 'unknown' {
  if (meeting === 'vpc' || meeting === 'peering') return 'yes'
  if (meeting === 'none') return 'no'
  if (meeting === 'unknown') return 'unknown'
  // Outbound rules that name a group do not work over a transit gateway.
  if (direction === 'egress') return 'no'
  return meeting === 'transit-gateway' ? 'yes' : 'unknown'
}
