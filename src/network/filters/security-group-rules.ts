import { matchesPort } from '../../inventory/matches-port.js'
import type { IpPermission, SecurityGroup, UserIdGroupPair } from '../../model/snapshot-network.js'
import type { Network, NotSeen } from '../network.js'
import { type Family, parseBlock } from '../values/addresses.js'
import { Cuts, JoinedCuts } from '../values/cuts.js'
import type { Interval } from '../values/intervals.js'
import { remembered } from '../values/remember.js'
import { JoinedIndex, StabIndex } from '../values/stab-index.js'
import { type ListedAddresses, listedAddresses } from './prefix-lists.js'

export type Direction = 'egress' | 'ingress'

/** A permission of a group, with the group that it stands in. */
export interface GroupRule {
  groupId: string
  permission: IpPermission
}

export interface RuleSet {
  /** Addresses that a rule of the port names, its prefix lists included. */
  byAddress: Record<Family, JoinedIndex<GroupRule>>
  /** Rules of the port by the group that they refer to. */
  byGroup: Map<string, { rule: GroupRule; pair: UserIdGroupPair }[]>
  byPrefixList: Map<string, GroupRule>
  /** Rules of the port whose prefix list, or whose address, could not be read. */
  unreadable: ({ rule: GroupRule } & Pick<NotSeen, 'code' | 'why' | 'api'>)[]
  /** Any rule of the port, for the near miss. */
  ofPort: GroupRule[]
  /** Rules of other ports or protocols, for the near miss; indexed only when something is refused. */
  others: () => { byAddress: Record<Family, JoinedIndex<GroupRule>>; byGroup: Map<string, GroupRule> }
  missing: { groupId: string; notSeen: NotSeen }[]
  /** Where any rule of the groups, whatever its port, cuts the addresses. */
  cuts: Pick<Cuts, 'around'>
}

/** The union of the rules of several groups (an `idSet`) for one TCP port, indexed once. */
export const ruleSet = remembered(
  (network: Network, direction: Direction, port: number, groupIds: readonly string[]): RuleSet => {
    const found = groupIds.map((groupId) => ({ groupId, lookup: network.securityGroup(groupId) }))
    const groups = found.flatMap(({ lookup }) => (lookup.found ? [lookup.value] : []))
    const rules = groups.flatMap((group) => expandedRules(network, direction, group))
    const matching = rules.filter(({ rule }) => matchesPort(rule.permission, port))
    const others = rules.filter(({ rule }) => !matchesPort(rule.permission, port))
    const ofPort = matching.map(({ rule }) => rule)
    let indexedOthers: ReturnType<RuleSet['others']> | undefined
    return {
      byAddress: indexes(matching),
      byGroup: referencesOf(ofPort),
      byPrefixList: new Map(ofPort.flatMap((rule) => rule.permission.prefixListIds.map((id) => [id, rule]))),
      unreadable: matching.flatMap((e) => e.unreadable),
      ofPort,
      others: () => {
        indexedOthers ??= { byAddress: indexes(others), byGroup: referrersOf(others) }
        return indexedOthers
      },
      missing: found.flatMap(({ groupId, lookup }) => (lookup.found ? [] : [{ groupId, notSeen: lookup }])),
      cuts: cutsOf(rules),
    }
  },
)

const referrersOf = (rules: readonly ExpandedRule[]) =>
  new Map(rules.flatMap(({ rule }) => rule.permission.userIdGroupPairs.map((pair) => [pair.groupId, rule] as const)))

/** The rules of one group with their addresses, parsed once for every port and set of groups; the API's order means nothing. */
const expandedRules = remembered((network: Network, direction: Direction, group: SecurityGroup): ExpandedRule[] => {
  const permissions = direction === 'egress' ? group.ipPermissionsEgress : group.ipPermissions
  return permissions
    .map((permission) => {
      const rule = { groupId: group.groupId, permission }
      return { rule, text: ruleText(rule, direction), ...expand(rule, network) }
    })
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
})

type Entry = Interval & { family: Family; tag: GroupRule }
interface ExpandedRule {
  rule: GroupRule
  text: string
  addresses: Entry[]
  /** Of the prefix lists that it names. */
  lists: ListedAddresses[]
  unreadable: RuleSet['unreadable']
}

function expand(rule: GroupRule, network: Network): Omit<ExpandedRule, 'rule' | 'text'> {
  const { ipRanges, ipv6Ranges, prefixListIds } = rule.permission
  const addresses: Entry[] = []
  const lists: ListedAddresses[] = []
  const unreadable: RuleSet['unreadable'] = []
  const malformed = (text: string) =>
    unreadable.push({ rule, code: 'MALFORMED_CIDR', why: `"${text}" is no CIDR block.` })
  for (const text of [...ipRanges, ...ipv6Ranges]) {
    const block = parseBlock(text)
    if (block) addresses.push({ ...block.interval, family: block.family, tag: rule })
    else malformed(text)
  }
  for (const prefixListId of prefixListIds) {
    const list = listedAddresses(network, prefixListId)
    if (!list.found) unreadable.push({ rule, ...list })
    else {
      lists.push(list.value)
      for (const text of list.value.malformed) malformed(text)
    }
  }
  return { addresses, lists, unreadable }
}

function indexes(rules: readonly ExpandedRule[]): Record<Family, JoinedIndex<GroupRule>> {
  const entries = rules.flatMap(({ addresses }) => addresses)
  const lists = rules.flatMap(({ rule, lists }) => lists.map((list) => ({ rule, list })))
  const of = (family: Family) =>
    new JoinedIndex(
      new StabIndex(entries.filter((entry) => entry.family === family)),
      lists.map(({ rule, list }) => ({ index: list.index[family], tag: rule })),
    )
  return { 4: of(4), 6: of(6) }
}

function cutsOf(rules: readonly ExpandedRule[]): RuleSet['cuts'] {
  const entries = rules.flatMap(({ addresses }) => addresses)
  const own = new Cuts(entries.map((entry) => ({ family: entry.family, interval: entry })))
  const lists = new Set(rules.flatMap(({ lists }) => lists.map(({ cuts }) => cuts)))
  return lists.size === 0 ? own : new JoinedCuts([own, ...lists])
}

function referencesOf(rules: readonly GroupRule[]): RuleSet['byGroup'] {
  const references: RuleSet['byGroup'] = new Map()
  for (const rule of rules)
    for (const pair of rule.permission.userIdGroupPairs) {
      const known = references.get(pair.groupId)
      if (known) known.push({ rule, pair })
      else references.set(pair.groupId, [{ rule, pair }])
    }
  return references
}

/** E.g. `tcp 443 from 10.0.0.0/16`. */
export function ruleText({ permission }: GroupRule, direction: Direction): string {
  const { ipProtocol, fromPort, toPort } = permission
  const protocol = ipProtocol === '-1' ? 'all traffic' : ipProtocol === '6' ? 'tcp' : ipProtocol
  const range =
    ipProtocol === '-1' || fromPort === undefined || fromPort === -1
      ? ''
      : ` ${fromPort === toPort || toPort === undefined ? fromPort : `${fromPort}-${toPort}`}`
  const peers = [
    ...permission.ipRanges.toSorted(),
    ...permission.ipv6Ranges.toSorted(),
    ...permission.prefixListIds.toSorted(),
    ...permission.userIdGroupPairs.map((pair) => pair.groupId).sort(),
  ]
  const shown = peers.length > 3 ? `${peers.slice(0, 3).join(', ')} and ${peers.length - 3} more` : peers.join(', ')
  return `${protocol}${range} ${direction === 'egress' ? 'to' : 'from'} ${shown || 'nobody'}`
}
