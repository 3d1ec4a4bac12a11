import type { CollectFailure } from '../../model/collected.js'
import type { Hop } from '../../model/finding.js'
import type { FirewallRule } from '../../model/snapshot-dns.js'
import { type Network, notRead } from '../network.js'
import { fails, isUnknown, notSeen } from '../values/hops.js'
import { isWithin } from './names.js'
import type { ProfileOfVpc } from './profiles.js'

const kind = 'name-resolution'

/** A question that is blocked (the hop fails), or of which nobody sees whether it is. */
export interface Blocked {
  hop: Hop
  failure?: CollectFailure
}

interface Question {
  name: string
  /** What the agent asked for, where a record led from there to the name. */
  askedFirst?: string | undefined
  vpcId: string
  region: string
  profile: Extract<ProfileOfVpc, { kind: 'profile' }>
}

/**
 * Puts a question through the DNS Firewall of a VPC: the rule groups by their priority, the rules of a group by theirs;
 * the first rule that names the domain decides. `undefined`: it is let through.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-overview.html
 */
export function blockedByFirewall(question: Question, network: Network): Blocked | undefined {
  const { vpcId, region, profile } = question
  const snapshot = network.region(region)
  const associations = snapshot?.firewallAssociations ?? notCollected(vpcId)
  if (associations.outcome !== 'ok' && associations.outcome !== 'unsupported') return unread(vpcId, associations)
  const own = associations.outcome === 'ok' ? associations.value.filter((a) => a.vpcId === vpcId) : []
  const groups = inOrder([...own, ...profile.firewallRuleGroups])
  const collected = snapshot?.firewallRuleGroups ?? {}
  const stations = groups.flatMap(({ ruleGroupId: at, status = COMPLETE }): Station[] => {
    const rules = Object.hasOwn(collected, at) ? collected[at] : undefined
    if (rules?.outcome !== 'ok') return [{ at, unread: rules ?? notCollected(at) }]
    const changing = status !== COMPLETE && `its association with ${vpcId} is ${status}`
    return [...rules.value]
      .sort((a, b) => a.priority - b.priority)
      .map((rule) => ({ at, rule, ...(changing && { changing }) }))
  })
  const { trusts, doubt } = trustOf(stations, question)
  if (trusts && !doubt) return undefined
  const blocked = firstToDecide(stations, question)
  return blocked && doubt && blocked.hop.outcome === 'fail' ? doubt : blocked
}

const COMPLETE = 'COMPLETE'

interface Group {
  ruleGroupId: string
  priority: number
  status?: string | undefined
}

/**
 * Those first whose association is being made, changed or taken away: whether they are at work, and with which priority,
 * is not known, so that each of their rules may decide before all others, or not at all.
 */
const inOrder = (groups: readonly Group[]): Group[] =>
  [...groups].sort((a, b) => Number(isAtWork(a)) - Number(isAtWork(b)) || a.priority - b.priority)

const isAtWork = ({ status = COMPLETE }: Group) => status === COMPLETE

const LETS_THROUGH = new Set(['ALLOW', 'ALERT'])

/** A rule in the order in which they are asked, or a group that could not be read. `changing`: it may not be at work. */
type Station = { at: string; rule: FirewallRule; changing?: string } | { at: string; unread: CollectFailure }

/**
 * Whether the rule that let the first name through trusts whatever that leads to; `doubt`: one that cannot be seen may have
 * let it through before, and says otherwise.
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_FirewallRule.html
 */
function trustOf(stations: readonly Station[], { askedFirst }: Question): { trusts: boolean; doubt?: Blocked } {
  if (askedFirst === undefined) return { trusts: false }
  const doubts: { trusts?: boolean; doubt: Blocked }[] = []
  const settled = (trusts: boolean) => {
    const other = doubts.find((each) => each.trusts !== trusts)
    return { trusts, ...(other && { doubt: other.doubt }) }
  }
  for (const station of stations) {
    const { at } = station
    if ('unread' in station) {
      doubts.push({ doubt: unread(at, station.unread) })
      continue
    }
    const { rule } = station
    const domains = rule.domains ?? unlisted(rule)
    if (!applies(rule, false) || !domains) continue
    const trusts = LETS_THROUGH.has(rule.action) && rule.redirection === TRUST
    const doubt = doubtOf(station, domains, askedFirst)
    if (doubt) doubts.push({ trusts, doubt })
    else if (domains.outcome === 'ok' && domains.value.some((pattern) => matches(askedFirst, pattern)))
      return settled(trusts)
  }
  return settled(false)
}

/** Why it is not known whether a rule decides on a name, where it may. */
function doubtOf(
  { at, changing }: Extract<Station, { rule: FirewallRule }>,
  domains: NonNullable<FirewallRule['domains']>,
  name: string,
): Blocked | undefined {
  if (domains.outcome !== 'ok') return unread(at, domains)
  const open = domains.value.find((pattern) => mayMatch(name, pattern))
  if (open !== undefined) return undocumented(at, open, name)
  const domain = domains.value.find((pattern) => matches(name, pattern))
  if (changing === undefined || domain === undefined) return undefined
  return {
    hop: isUnknown({ at, kind, code: 'DNS_FIREWALL_CHANGING', why: sayChanging({ at, changing }, name, domain) }),
  }
}

const undocumented = (at: string, open: string, name: string): Blocked => {
  const why = `Whether ${open}, a domain of the DNS Firewall rule group ${at}, covers ${name} is not documented.`
  return { hop: isUnknown({ at, kind, code: 'DNS_FIREWALL_DOMAIN', why }) }
}

const TRUST = 'TRUST_REDIRECTION_DOMAIN'

function firstToDecide(stations: readonly Station[], { name, askedFirst }: Question): Blocked | undefined {
  const redirected = askedFirst !== undefined
  /** A rule that could not be read and may have blocked or let through before. */
  let mayBlock: Blocked | undefined
  let mayAllow: Blocked | undefined
  /** Groups that may not be at work, of which a rule has decided, if they are. */
  const decided = new Set<string>()
  for (const station of stations) {
    const { at } = station
    if ('unread' in station) {
      mayBlock ??= unread(at, station.unread)
      mayAllow ??= mayBlock
      continue
    }
    if (decided.has(at)) continue
    const { rule } = station
    const { action, priority } = rule
    const domains = rule.domains ?? unlisted(rule)
    if (!applies(rule, redirected)) continue
    if (domains && domains.outcome !== 'ok') {
      if (!LETS_THROUGH.has(action)) mayBlock ??= unread(at, domains)
      if (action !== 'BLOCK') mayAllow ??= unread(at, domains)
      continue
    }
    const domain = domains?.value.find((pattern) => matches(name, pattern))
    if (domain === undefined) {
      const open = domains?.value.find((pattern) => mayMatch(name, pattern))
      if (open === undefined) continue
      const doubt = undocumented(at, open, name)
      if (!LETS_THROUGH.has(action)) mayBlock ??= doubt
      if (action !== 'BLOCK') mayAllow ??= doubt
      continue
    }
    if (station.changing !== undefined) {
      decided.add(at)
      const doubt = {
        hop: isUnknown({ at, kind, code: 'DNS_FIREWALL_CHANGING', why: sayChanging(station, name, domain) }),
      }
      if (!LETS_THROUGH.has(action)) mayBlock ??= doubt
      if (action !== 'BLOCK') mayAllow ??= doubt
      continue
    }
    if (LETS_THROUGH.has(action)) return mayBlock
    if (action !== 'BLOCK') {
      const why = `The DNS Firewall rule group ${at} does something else with ${name} than to allow or block it: ${action}.`
      return mayBlock ?? { hop: isUnknown({ at, kind, code: 'DNS_FIREWALL_ACTION', why }) }
    }
    const why = `The DNS Firewall rule group ${at} blocks ${name}: its rule ${priority} names ${domain}.`
    const hop = fails({ at, kind, code: 'DNS_FIREWALL_BLOCKED', rule: `${priority} BLOCK ${domain}`, why })
    return mayAllow ?? { hop }
  }
  return mayBlock
}

const sayChanging = ({ at, changing }: { at: string; changing?: string }, name: string, domain: string) =>
  `Whether the DNS Firewall rule group ${at} decides on ${name} (its rule names ${domain}) is not known: ${changing}.`

/** Agents ask for addresses; a rule may trust what a record leads to. */
function applies({ queryType, redirection }: FirewallRule, redirected: boolean): boolean {
  if (queryType !== undefined && queryType !== 'A' && queryType !== 'TYPE1') return false
  return !(redirected && redirection === TRUST)
}

function matches(name: string, pattern: string): boolean {
  if (pattern === '*') return true
  return pattern.startsWith('*.') ? name !== pattern.slice(2) && isWithin(name, pattern.slice(2)) : name === pattern
}

/** AWS takes a domain with an asterisk before any character, and explains those with `*.` alone. */
const mayMatch = (name: string, pattern: string) => /^\*[^.]/.test(pattern) && name.endsWith(pattern.slice(1))

function unread(at: string, failure: CollectFailure): Blocked {
  const { why, ...words } = notSeen(at, kind, notRead(failure))
  return { hop: { ...words, why: `A DNS Firewall filters here: ${why}` }, failure }
}

/** A list that was not read, where the rule has one whose domains decide. */
const unlisted = ({ domainListId, managed }: FirewallRule): CollectFailure | undefined =>
  domainListId === undefined || managed === true
    ? undefined
    : { outcome: 'error', api: 'route53resolver:ListFirewallDomains', message: `not collected for ${domainListId}` }

const notCollected = (what: string): CollectFailure => ({
  outcome: 'error',
  api: 'route53resolver:ListFirewallRuleGroupAssociations',
  message: `not collected for ${what}`,
})
