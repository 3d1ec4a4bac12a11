import type { Standing } from '../../inventory/states.js'
import type { Hop, HopOutcome } from '../../model/finding.js'
import type { NotSeen } from '../network.js'

export type PathVerdict = 'open' | 'blocked' | 'unknown'

/**
 * What became of a flow: every station in travel order, the way out first, then the way back.
 * The verdict follows from the hops: blocked if one fails, else unknown if one is unknown, else open.
 */
export interface PathResult {
  verdict: PathVerdict
  hops: Hop[]
}

export const HOP_KINDS = [
  'network-interface',
  'name-resolution',
  'security-group-egress',
  'security-group-ingress',
  'network-acl-egress',
  'network-acl-ingress',
  'network-acl-reply-egress',
  'network-acl-reply-ingress',
  'route',
  'return-route',
  'nat-gateway',
  'internet-gateway',
  'egress-only-internet-gateway',
  'vpc-block-public-access',
  'vpc-encryption-control',
  'vpc-peering-connection',
  'transit-gateway-attachment',
  'transit-gateway-route',
  'vpc-endpoint',
  'endpoint-policy',
  'middlebox',
  'address',
  'database',
] as const
export type HopKind = (typeof HOP_KINDS)[number]

const ACL_CODES = ['SUBNET_ACL_RESTRICTION', 'PORTS_PARTLY_DENIED', 'ADDRESSES_PARTLY_DENIED'] as const
const GROUP_CODES = ['ENI_SG_RULES_MISMATCH', 'ADDRESSES_PARTLY_ALLOWED'] as const
const ROUTE_CODES = ['CANNOT_ROUTE', 'BAD_STATE_ROUTE'] as const

/** The codes with which hops of each kind fail or warn: a hop with another one does not compile, and each has a remedy. */
export const FAILURE_CODES = {
  'network-interface': ['CANNOT_ROUTE'],
  'name-resolution': [
    ...(['DNS_SUPPORT_OFF', 'DNS_FIREWALL_BLOCKED', 'NO_RECORD', 'NO_SUCH_NAME', 'CNAME_LOOP'] as const),
    ...(['WRONG_SERVICE', 'HOSTED_ZONE_ELSEWHERE'] as const),
  ],
  'security-group-egress': GROUP_CODES,
  'security-group-ingress': GROUP_CODES,
  'network-acl-egress': ACL_CODES,
  'network-acl-ingress': ACL_CODES,
  'network-acl-reply-egress': ACL_CODES,
  'network-acl-reply-ingress': ACL_CODES,
  route: ROUTE_CODES,
  'return-route': ROUTE_CODES,
  'nat-gateway': ['BAD_STATE', 'CANNOT_ROUTE', 'NAT_IN_SAME_SUBNET', 'NAT_PRIVATE'],
  'internet-gateway': ['BAD_STATE', 'CANNOT_ROUTE', 'IGW_NO_PUBLIC_ADDRESS'],
  'egress-only-internet-gateway': ['BAD_STATE', 'CANNOT_ROUTE'],
  'vpc-block-public-access': ['VPC_BLOCK_PUBLIC_ACCESS_ENABLED'],
  'vpc-encryption-control': [],
  'vpc-peering-connection': ['BAD_STATE', 'CANNOT_ROUTE'],
  'transit-gateway-attachment': ['BAD_STATE', 'TGW_ATTACHMENT_NOT_IN_ZONE'],
  'transit-gateway-route': ROUTE_CODES,
  'vpc-endpoint': ['BAD_STATE', 'CANNOT_ROUTE', 'NO_ADDRESS_OF_FAMILY', 'NO_INTERFACES'],
  'endpoint-policy': ['ENDPOINT_POLICY_DENIED'],
  middlebox: ['BAD_STATE', 'CANNOT_ROUTE', 'ENI_SOURCE_DEST_CHECK_RESTRICTION'],
  address: ['IPV6_ONLY'],
  database: [],
} as const satisfies Record<HopKind, readonly string[]>
export type FailureCode<K extends HopKind = HopKind> = (typeof FAILURE_CODES)[K][number]

/** A `why` says which rule decided or came closest, so most hops need nothing beyond it. */
type Details = Pick<Hop, 'rule' | 'nearMiss' | 'api'>

export interface NewHop extends Details {
  at: string
  kind: HopKind
  code: string
  why: string
}

const hop =
  (outcome: HopOutcome) =>
  ({ at, kind, code, why, rule, nearMiss, api }: NewHop): Hop => {
    // Paths are made of tens of thousands of hops, most of which have no other details than a rule.
    if (nearMiss === undefined && api === undefined)
      return rule === undefined ? { at, kind, outcome, code, why } : { at, kind, outcome, code, rule, why }
    return {
      ...{ at, kind, outcome, code },
      ...(rule !== undefined && { rule }),
      ...(nearMiss !== undefined && { nearMiss }),
      ...(api !== undefined && { api }),
      why,
    }
  }

export interface FailedHop<K extends HopKind> extends NewHop {
  kind: K
  code: FailureCode<K>
}

export const passes = hop('pass')
export const fails: <K extends HopKind>(failed: FailedHop<K>) => Hop = hop('fail')
export const warns: <K extends HopKind>(failed: FailedHop<K>) => Hop = hop('warn')
export const isUnknown = hop('unknown')

/** The hop of something that works in some states alone. */
export function stateHop(standing: Standing, words: Pick<NewHop, 'at' | 'why'> & { kind: StatefulKind }): Hop {
  if (standing === 'serves') return passes({ ...words, code: 'ALLOWED' })
  return standing === 'down' ? fails({ ...words, code: 'BAD_STATE' }) : isUnknown({ ...words, code: STATE_UNCERTAIN })
}

/** Something is being made or changed, or is in a state that AWS does not document. */
export const STATE_UNCERTAIN = 'STATE_UNCERTAIN'

type StatefulKind = { [K in HopKind]: 'BAD_STATE' extends FailureCode<K> ? K : never }[HopKind]

/** The hop of something that the snapshot does not hold. */
export const notSeen = (at: string, kind: HopKind, { code, why, api }: NotSeen): Hop =>
  isUnknown({ at, kind, code, why, ...(api !== undefined && { api }) })

export function verdictOf(hops: readonly Hop[]): PathVerdict {
  if (hops.some((h) => h.outcome === 'fail')) return 'blocked'
  return hops.some((h) => h.outcome === 'unknown') ? 'unknown' : 'open'
}

/** Of a list that nobody else holds. */
export const pathOf = (hops: Hop[]): PathResult => ({ verdict: verdictOf(hops), hops })

export const hasWarning = (result: PathResult): boolean => result.hops.some((h) => h.outcome === 'warn')

/** The hops with every failure turned into `outcome`: it happens only in a case that need not be the one at hand. */
export function soften(hops: readonly Hop[], outcome: 'unknown' | 'warn', because = ''): Hop[] {
  return hops.map((h) => (h.outcome === 'fail' ? { ...h, outcome, why: because ? `${because}: ${h.why}` : h.why } : h))
}

export interface Alternative {
  /** For the `why` of hops that differ between the alternatives, e.g. an interface's id. */
  label: string
  result: PathResult
}

/**
 * One of the alternatives is true, and nobody sees which one: blocked only if all are, open only if all are.
 * An open way beside a blocked one is unknown.
 */
export function oneOf(alternatives: readonly Alternative[]): PathResult {
  return merge(alternatives, 'unknown')
}

/** Every alternative is used in turn (DNS rotates): an open way beside a blocked one works now and then, which is a warning. */
export function eachOf(alternatives: readonly Alternative[]): PathResult {
  return merge(alternatives, 'warn')
}

function merge(alternatives: readonly Alternative[], mixed: 'unknown' | 'warn'): PathResult {
  const [only] = alternatives
  if (only && alternatives.length === 1) return only.result
  const verdicts = new Set(alternatives.map((a) => a.result.verdict))
  const agreed = verdicts.size === 1
  const outcome = verdicts.has('unknown') ? 'unknown' : mixed
  return pathOf(
    alternatives.flatMap(({ label, result }) => (agreed ? result.hops : soften(result.hops, outcome, `To ${label}`))),
  )
}

/** A path with the stations that several alternatives share listed once. For the end: inside, paths keep them all. */
export function withoutRepeats<P extends PathResult>(path: P): P {
  const known = new Map<string, Hop[]>()
  const hops = path.hops.filter((h) => {
    const before = known.get(h.at)
    if (before?.some((other) => other === h || isSame(other, h))) return false
    if (before) before.push(h)
    else known.set(h.at, [h])
    return true
  })
  return { ...path, hops }
}

const isSame = (a: Hop, b: Hop) =>
  a.kind === b.kind && a.outcome === b.outcome && a.code === b.code && a.rule === b.rule && a.why === b.why
