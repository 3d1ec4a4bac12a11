import type { Hop } from '../../model/finding.js'
import type { Network } from '../network.js'
import { type AddressSet, addressText } from '../values/addresses.js'
import type { Party } from '../values/flow.js'
import { fails, isUnknown, notSeen, passes, warns } from '../values/hops.js'
import { idSet, remembered } from '../values/remember.js'
import { type Decided, decideByGroups, type GroupDecision, type Meeting } from './security-group-decision.js'
import { type Direction, ruleText } from './security-group-rules.js'

export type { Meeting } from './security-group-decision.js'

/** The groups of `owner` against a connection with `peer`: the union of their rules, allow-only, replies always pass. */
export function securityGroupHop(
  owner: Party,
  direction: Direction,
  peer: Party,
  port: number,
  meeting: Meeting,
  network: Network,
): Hop {
  if (owner.groups === 'none' || owner.groups === 'unknown' || owner.groups.length === 0) {
    const why = owner.groupsWhy ?? `The security groups of ${owner.label} cannot be seen.`
    const at = owner.networkInterfaceId ?? owner.label
    return isUnknown({ at, kind: `security-group-${direction}`, code: 'SECURITY_GROUPS_UNKNOWN', why })
  }
  const groups = idSet(network, owner.groups)
  const { addresses, prefixListId, spread, label } = peer
  const peerGroups = typeof peer.groups === 'string' ? peer.groups : idSet(network, peer.groups)
  const decided = decideByGroups(network, direction, port, meeting, groups, {
    groups: peerGroups,
    prefixListId,
    addresses,
  })
  return written(decided, spread, label, prefixListId, addresses)
}

/** The sentence of a decision about one peer. */
const written = remembered(
  (
    { decision, direction, port, groups }: Decided,
    spread: Party['spread'],
    peer: string,
    prefixListId: string | undefined,
    addresses: AddressSet,
  ): Hop => {
    const kind = `security-group-${direction}` as const
    const verb = direction === 'egress' ? 'lets' : 'admits'
    const way = direction === 'egress' ? 'out to' : 'in from'
    switch (decision.is) {
      case 'not-seen':
        return notSeen(decision.groupId, kind, decision.notSeen)
      case 'unreadable':
        return notSeen(decision.rule.groupId, kind, { ...decision, found: false })
      case 'refused':
        return refused(decision, direction, port, groups, peer, prefixListId ?? addressText(addresses))
    }
    const { rule } = decision
    const words = { at: rule.groupId, kind, rule: ruleText(rule, direction) }
    if (decision.is === 'allowed')
      return passes({ ...words, code: 'ALLOWED', why: `${rule.groupId} ${verb} tcp/${port} ${way} ${peer}.` })
    if (decision.is === 'reference-unknown') {
      const because =
        decision.because === 'groups'
          ? `and the groups of ${peer} cannot be seen.`
          : 'and it cannot be seen whether references work across this connection.'
      const why = `${rule.groupId} allows it by a reference to ${decision.pair.groupId}, ${because}`
      return isUnknown({ ...words, code: 'GROUP_REFERENCE_UNKNOWN', why })
    }
    const why = `${groups.join(', ')} ${verb} tcp/${port} ${way} only a part of ${peer}.`
    return (spread === 'each' ? warns : isUnknown)({ ...words, code: 'ADDRESSES_PARTLY_ALLOWED', why })
  },
)

function refused(
  { miss }: GroupDecision & { is: 'refused' },
  direction: Direction,
  port: number,
  groups: readonly string[],
  peer: string,
  addresses: string,
): Hop {
  const subject = groups.length === 1 ? `${groups[0]} has no rule` : `None of ${groups.join(', ')} has a rule`
  const side = direction === 'egress' ? 'destination' : 'source'
  const text =
    miss?.matches === 'port'
      ? `port ${port} matches, the ${side} ${addresses} does not`
      : `the ${side} matches, tcp/${port} does not`
  return fails({
    at: miss?.rule.groupId ?? groups[0] ?? '',
    kind: `security-group-${direction}`,
    code: 'ENI_SG_RULES_MISMATCH',
    ...(miss && { nearMiss: `${ruleText(miss.rule, direction)}: ${text}` }),
    why: `${subject} that allows tcp/${port} ${direction === 'egress' ? 'to' : 'from'} ${peer}.`,
  })
}
