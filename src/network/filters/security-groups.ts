import type { Hop } from '../../model/finding.js'
import type { UserIdGroupPair } from '../../model/snapshot-network.js'
import type { Network } from '../network.js'
import type { Party } from '../values/flow.js'
import { fails, isUnknown, notSeen, passes, warns } from '../values/hops.js'
import { covers, overlaps } from '../values/intervals.js'
import { type Direction, type GroupRule, type RuleSet, ruleSet, ruleText } from './security-group-rules.js'

/**
 * Across what two interfaces meet, which decides whether a rule that names a group can match:
 * inside a VPC and over an active peering in one region it can; over a transit gateway inbound rules can where
 * security group referencing is on; through a NAT or an appliance never.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 * @see https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
 */
export type Meeting = 'vpc' | 'peering' | 'transit-gateway' | 'transit-gateway-unknown' | 'none' | 'unknown'

type Answer = 'yes' | 'no' | 'unknown'

/** The groups of `owner` against a connection with `peer`: the union of their rules, allow-only, replies always pass. */
export function securityGroupHop(
  owner: Party,
  direction: Direction,
  peer: Party,
  port: number,
  meeting: Meeting,
  network: Network,
): Hop {
  const kind = `security-group-${direction}` as const
  const { groups } = owner
  if (groups === 'none' || groups === 'unknown' || groups.length === 0) {
    const why = owner.groupsWhy ?? `The security groups of ${owner.label} cannot be seen.`
    return isUnknown({ at: owner.networkInterfaceId ?? owner.label, kind, code: 'SECURITY_GROUPS_UNKNOWN', why })
  }
  const rules = ruleSet(groups, direction, port, network)
  const question = { kind, direction, peer, port, meeting, rules, groups, owner }
  const key = `${direction} ${port} ${network.setName(groups)} ${meeting} ${peerKey(peer, network)}`
  return network.memo(key, () => judge(question))
}

function peerKey({ addresses, spread, prefixListId = '', groups }: Party, network: Network): string {
  const held = typeof groups === 'string' ? groups : network.setName(groups)
  return `${addresses.text}|${spread}|${prefixListId}|${held}`
}

interface Question {
  kind: 'security-group-egress' | 'security-group-ingress'
  direction: Direction
  peer: Party
  port: number
  meeting: Meeting
  rules: RuleSet
  groups: readonly string[]
  owner: Party
}

function judge(question: Question): Hop {
  const { kind, direction, peer, port, rules, groups } = question
  const { family, ranges } = peer.addresses
  const subject = groups.join(', ')
  const verb = direction === 'egress' ? 'lets' : 'admits'
  const allow = (rule: GroupRule) =>
    passes({
      at: rule.groupId,
      kind,
      code: 'ALLOWED',
      rule: ruleText(rule, direction),
      why: `${rule.groupId} ${verb} tcp/${port} ${direction === 'egress' ? 'out to' : 'in from'} ${peer.label}.`,
    })

  const known = rules.byAddress[family]
  if (covers(known.all, ranges)) return allow(known.find(ranges) ?? firstOf(rules))
  const listed = peer.prefixListId === undefined ? undefined : rules.byPrefixList.get(peer.prefixListId)
  if (listed) return allow(listed)
  const reference = groupAnswer(question)
  if (reference.answer === 'yes') return allow(reference.rule)

  const [lost] = rules.missing
  if (lost) return notSeen(lost.groupId, kind, lost.notSeen)
  const [unreadable] = rules.unreadable
  if (unreadable) return isUnknown({ at: unreadable.rule.groupId, kind, code: unreadable.code, why: unreadable.why })
  if (reference.answer === 'unknown')
    return isUnknown({
      at: reference.rule.groupId,
      kind,
      code: 'GROUP_REFERENCE_UNKNOWN',
      rule: ruleText(reference.rule, direction),
      why: `${reference.rule.groupId} allows it by a reference to ${reference.pair.groupId}, ${reference.why}`,
    })
  if (overlaps(known.all, ranges)) {
    const rule = known.find(ranges) ?? firstOf(rules)
    const partly = {
      at: rule.groupId,
      kind,
      code: 'ADDRESSES_PARTLY_ALLOWED',
      rule: ruleText(rule, direction),
      why: `${subject} ${verb} tcp/${port} ${direction === 'egress' ? 'out to' : 'in from'} only a part of ${peer.label}.`,
    }
    return peer.spread === 'each' ? warns(partly) : isUnknown(partly)
  }
  return refused(question)
}

function firstOf(rules: RuleSet): GroupRule {
  const [first] = rules.ofPort
  if (!first) throw new Error('a rule set that covers addresses holds a rule')
  return first
}

function refused({ kind, direction, peer, port, rules, groups }: Question): Hop {
  const miss = nearMiss(rules, direction, peer, port)
  const subject = groups.length === 1 ? `${groups[0]} has` : `None of ${groups.join(', ')} has`
  const no = groups.length === 1 ? 'no rule' : 'a rule'
  return fails({
    at: miss?.rule.groupId ?? groups[0] ?? '',
    kind,
    code: 'ENI_SG_RULES_MISMATCH',
    ...(miss && { nearMiss: miss.text }),
    why: `${subject} ${no} that allows tcp/${port} ${direction === 'egress' ? 'to' : 'from'} ${peer.label}.`,
  })
}

/** The rule that misses on one axis only: first the right port for other peers, then the right peer for other ports. */
function nearMiss(rules: RuleSet, direction: Direction, peer: Party, port: number) {
  const side = direction === 'egress' ? 'destination' : 'source'
  const [samePort] = rules.ofPort
  if (samePort)
    return {
      rule: samePort,
      text: `${ruleText(samePort, direction)}: port ${port} matches, the ${side} ${peer.addresses.text} does not`,
    }
  const held = Array.isArray(peer.groups) ? peer.groups : []
  const samePeer =
    rules.others().byAddress[peer.addresses.family].find(peer.addresses.ranges) ??
    held.map((groupId: string) => rules.others().byGroup.get(groupId)).find((rule) => rule !== undefined)
  return (
    samePeer && {
      rule: samePeer,
      text: `${ruleText(samePeer, direction)}: the ${side} matches, tcp/${port} does not`,
    }
  )
}

type GroupAnswer =
  | { answer: 'no' }
  | { answer: 'yes'; rule: GroupRule }
  | { answer: 'unknown'; rule: GroupRule; pair: UserIdGroupPair; why: string }

/** Whether a rule that names a group matches the peer: what counts is which groups the peer's interface holds. */
function groupAnswer({ rules, peer, meeting, direction }: Question): GroupAnswer {
  if (rules.byGroup.size === 0 || peer.groups === 'none') return { answer: 'no' }
  const visible = referenceVisible(meeting, direction)
  if (visible === 'no') return { answer: 'no' }
  const candidates =
    peer.groups === 'unknown'
      ? [...rules.byGroup.values()].flat()
      : peer.groups.flatMap((groupId) => rules.byGroup.get(groupId) ?? [])
  const live = candidates.filter(({ pair }) => meeting !== 'peering' || (pair.peeringStatus ?? 'active') === 'active')
  const [first] = live
  if (!first) return { answer: 'no' }
  if (peer.groups === 'unknown')
    return { answer: 'unknown', ...first, why: `and the groups of ${peer.label} cannot be seen.` }
  if (visible === 'unknown')
    return { answer: 'unknown', ...first, why: 'and it cannot be seen whether references work across this connection.' }
  return { answer: 'yes', rule: first.rule }
}

function referenceVisible(meeting: Meeting, direction: Direction): Answer {
  if (meeting === 'vpc' || meeting === 'peering') return 'yes'
  if (meeting === 'none') return 'no'
  if (meeting === 'unknown') return 'unknown'
  // Outbound rules that name a group do not work over a transit gateway.
  if (direction === 'egress') return 'no'
  return meeting === 'transit-gateway' ? 'yes' : 'unknown'
}
