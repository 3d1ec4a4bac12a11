import type { CollectFailure } from '../../model/collected.js'
import type { Hop } from '../../model/finding.js'
import type { ResolverRuleAssociation } from '../../model/snapshot-dns.js'
import { missing, type Network, notRead } from '../network.js'
import { isUnknown, notSeen } from '../values/hops.js'
import { isWithin, plainName } from './names.js'
import type { ProfileOfVpc } from './profiles.js'

const kind = 'name-resolution'

/** What the Resolver rules of a VPC do with a name. */
export interface Forwarding {
  /** The length of the domain of the rule that sends the name to other DNS servers; a longer zone wins against it. */
  length: number
  hop: Hop
  failure?: CollectFailure
}

/** Stronger than any zone: it cannot be seen what the rules are. */
const UNSEEN = Number.POSITIVE_INFINITY

/**
 * Of the Resolver rules that match a name the one with the longest domain decides; SYSTEM hands it back to Amazon's DNS.
 * `undefined`: none sends it elsewhere.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-overview-DSN-queries-to-vpc.html
 */
export function forwardingOf(
  name: string,
  { vpcId, region, profile }: { vpcId: string; region: string; profile: Extract<ProfileOfVpc, { kind: 'profile' }> },
  network: Network,
): Forwarding | undefined {
  const associations = network.region(region)?.resolverRuleAssociations
  if (associations === undefined) {
    const hop = notSeen(vpcId, kind, missing(`The Resolver rules of ${region} were not collected.`))
    return { length: UNSEEN, hop }
  }
  if (associations.outcome !== 'ok' && associations.outcome !== 'unsupported')
    return { length: UNSEEN, hop: notSeen(vpcId, kind, notRead(associations)), failure: associations }
  const own = associations.outcome === 'ok' ? associations.value.filter((a) => a.vpcId === vpcId && mayCount(a)) : []
  // Of two rules for one domain the VPC's own wins: the sort is stable. Of its own AWS takes one only; a forwarding one counts.
  const working = (rules: readonly Rule[]) => inOrder(rules).filter((rule) => rule.ruleType !== 'RECURSIVE')
  return decide(name, working(own), working(profile.resolverRules))
}

/** What is being made or taken away may forward already or still; that it hands a name back to Amazon's DNS is not certain. */
const mayCount = ({ status = 'COMPLETE', ruleType }: ResolverRuleAssociation) =>
  status === 'COMPLETE' || (status !== 'FAILED' && ruleType !== 'SYSTEM')

/** Forwarding rules first, whatever the API's order. */
const inOrder = (rules: readonly Rule[]) =>
  [...rules].sort((a, b) => Number(a.ruleType === 'SYSTEM') - Number(b.ruleType === 'SYSTEM') || byId(a, b))

const byId = (a: Rule, b: Rule) => (a.resolverRuleId < b.resolverRuleId ? -1 : 1)

interface Rule {
  resolverRuleId: string
  ruleType?: string | undefined
  domainName?: string | undefined
}

const lengthOf = (rule: Rule) => plainName(rule.domainName ?? '').length

/** @param own of the VPC, which win against those of its profile */
function decide(name: string, own: readonly Rule[], ofProfile: readonly Rule[]): Forwarding | undefined {
  const rules = [...own, ...ofProfile]
  const [decisive] = rules
    .filter((rule) => rule.domainName !== undefined && isWithin(name, rule.domainName))
    .sort((a, b) => lengthOf(b) - lengthOf(a))
  // Nothing is more specific than a rule for the very name, but one of the VPC for it wins against one of its profile.
  const isLongest = decisive !== undefined && lengthOf(decisive) === name.length
  const stronger = !isLongest ? rules : own.includes(decisive) ? [] : own
  const blind = stronger.find((rule) => rule.domainName === undefined)
  const forwards = decisive && decisive.ruleType !== 'SYSTEM' ? decisive : undefined
  const rule = forwards ?? blind
  if (!rule) return undefined
  const why = `${rule.resolverRuleId} (${rule.ruleType ?? 'unreadable'} ${rule.domainName ?? ''}) may send ${name} to other DNS servers.`
  return {
    length: blind ? UNSEEN : lengthOf(rule),
    hop: isUnknown({ at: rule.resolverRuleId, kind, code: 'RESOLVER_RULE', why }),
  }
}
