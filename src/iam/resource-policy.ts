import type { CollectFailure } from '../model/collected.js'
import type { Answer } from './answer.js'
import { type Context, contextOf } from './context.js'
import { parsePolicy } from './document.js'
import {
  type Decision,
  evaluate,
  isContextFree,
  type Judgement,
  type PolicySet,
  policySet,
  type Request,
  type StatementRef,
} from './evaluate.js'
import type { Iam } from './iam.js'
import { PairMap } from './pair-map.js'
import { policiesOf } from './principals.js'
import { is, type Ternary } from './ternary.js'

/** What a resource's own policy says of a principal. */
export interface ResourcePolicyWord {
  /** Whether a Deny hits. */
  denies: Judgement
  /** Allows the principal itself, whatever its account says. */
  direct: Judgement
  /** Allows it in spite of its permissions boundary. */
  unbounded: Judgement
  /** Leaves it to the principal's account. */
  account: Judgement
}

/** A policy of a resource, and the same with everything allowed. */
export interface ResourcePolicy {
  policies: PolicySet
  denials: PolicySet
  /** What it says of a principal whatever else is known of the request, by action and resource, filled as asked. */
  kept: Map<string, PairMap<ResourcePolicyWord>>
}

/** Statement that makes any request allowed, so that what is left is a Deny. */
const EVERYTHING = { negated: false, patterns: ['*'] }

/** Asks a resource policy, which says three different things to the question of `identity`. */
export function askResourcePolicy(
  iam: Iam,
  policy: ResourcePolicy,
  { principalArn, action, resource }: Answer,
  context: Context,
): ResourcePolicyWord {
  const kept = policy.kept.get(principalArn) ?? new PairMap<ResourcePolicyWord>()
  policy.kept.set(principalArn, kept)
  const answered = kept.get(action, resource)
  if (answered) return answered
  const word = ask(policy, {
    action,
    resource,
    context: contextOf(policiesOf(iam, principalArn).context, context),
    principal: { arn: principalArn, accountId: principalArn.split(':')[4] ?? '' },
  })
  if (isContextFree(policy.policies, action)) kept.set(action, resource, word)
  return word
}

function ask(known: ResourcePolicy, request: Request): ResourcePolicyWord {
  const direct = evaluate(known.policies, { ...request, scope: 'direct' })
  return {
    denies: evaluate(known.denials, { ...request, scope: 'any' }),
    direct,
    unbounded: isUser(request) ? direct : evaluate(known.policies, { ...request, scope: 'everybody' }),
    account: evaluate(known.policies, { ...request, scope: 'account' }),
  }
}

/**
 * A boundary does not limit what a resource's policy gives to a user, nor what it gives to everybody; what it gives to a role, it does.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-eval-logic
 */
function isUser({ principal }: Request): boolean {
  return principal !== undefined && 'arn' in principal && principal.arn?.includes(':user/') === true
}

/** How far what a resource's policy gives survives what else limits the identity. */
export function directlyAllowed(identity: Answer, { direct, unbounded }: ResourcePolicyWord): Ternary {
  if (identity.decision !== 'implicit-deny') return allows(direct)
  if (identity.deniedBy === 'organizations') return 'no'
  return allows(identity.deniedBy === 'permissions-boundary' ? unbounded : direct)
}

/** Reads the policy of a resource; keep what it gives with the resource, so that it is read once. */
export function readResourcePolicy(name: string, document: string): ResourcePolicy | { malformed: string } {
  const parsed = parsePolicy(name, document, 'resource')
  if ('malformed' in parsed) return parsed
  const policies = policySet(parsed.statements)
  return { policies, denials: withEverythingAllowed(policies), kept: new Map() }
}

function withEverythingAllowed(policies: PolicySet): PolicySet {
  const everything = {
    policy: '',
    index: -1,
    effect: 'Allow' as const,
    action: EVERYTHING,
    resource: EVERYTHING,
    conditions: [],
    variables: false,
  }
  return policySet([...policies.statements, everything])
}

/** The decision on a resource that has a policy of its own. */
export interface JoinedAnswer extends Answer {
  resourcePolicy: Decision | 'unreadable' | 'malformed' | 'none'
}

export const allows = ({ decision }: { decision: Decision }): Ternary =>
  decision === 'unknown' ? 'unknown' : is(decision === 'allowed')

/** The identity's answer with the resource policy's last word. */
export function joined(
  identity: Answer,
  decision: Decision,
  resourcePolicy: JoinedAnswer['resourcePolicy'],
  more: {
    judgements?: Judgement[]
    failures?: CollectFailure[]
    statement?: StatementRef | undefined
    opaque?: string
  } = {},
): JoinedAnswer {
  const { statement, deniedBy, ...rest } = identity
  const open = decision === 'unknown'
  const denied = decision === 'explicit-deny' || decision === 'implicit-deny'
  const ofIdentity = identity.decision === decision
  const decidedBy = more.statement ?? (ofIdentity ? statement : undefined)
  return {
    ...rest,
    decision,
    ...(decidedBy && { statement: decidedBy }),
    ...(denied && { deniedBy: (ofIdentity && deniedBy) || 'resource-policy' }),
    conditions: open ? [...rest.conditions, ...(more.judgements ?? []).flatMap((j) => j.conditions)] : [],
    failures: open ? [...rest.failures, ...(more.failures ?? [])] : [],
    opaque: open ? [...rest.opaque, ...(more.opaque === undefined ? [] : [more.opaque])] : [],
    resourcePolicy,
  }
}
