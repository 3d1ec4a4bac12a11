import type { CollectFailure } from '../model/collected.js'
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
import { type Iam, questionKey } from './iam.js'
import type { Answer } from './is-allowed.js'
import { policiesOf } from './principals.js'
import { is, type Ternary } from './ternary.js'

/** What a resource's own policy says of a principal. */
export interface ResourcePolicyWord {
  /** Whether a Deny hits. */
  denies: Judgement
  /** Allows the principal itself, whatever its account says. */
  direct: Judgement
  /** Leaves it to the principal's account. */
  account: Judgement
}

/** A policy of a resource, and the same with everything allowed. */
export interface ResourcePolicy {
  policies: PolicySet
  denials: PolicySet
  /** Words that hold whatever else is known of the request, by principal, action and resource, filled as asked. */
  words: Map<string, ResourcePolicyWord>
}

/** Statement that makes any request allowed, so that what is left is a Deny. */
const EVERYTHING = { negated: false, patterns: ['*'] }

/** Asks a resource policy, which says three different things to the question of `identity`. */
export function askResourcePolicy(
  iam: Iam,
  name: string,
  document: string,
  identity: Answer,
  context: Context,
): ResourcePolicyWord | { malformed: string } {
  const known = iam.resourcePolicies.get(name) ?? read(name, document)
  iam.resourcePolicies.set(name, known)
  if ('malformed' in known) return known
  const { principalArn, action, resource } = identity
  const question = `${principalArn} ${questionKey(action, resource)}`
  const answered = known.words.get(question)
  if (answered) return answered
  const free = isContextFree(known.policies, action)
  const word = ask(known, {
    action,
    resource,
    context: free ? {} : contextOf(policiesOf(iam, principalArn).context, context),
    principal: { arn: principalArn, accountId: principalArn.split(':')[4] ?? '' },
  })
  if (free) known.words.set(question, word)
  return word
}

function ask(known: ResourcePolicy, request: Request): ResourcePolicyWord {
  return {
    denies: evaluate(known.denials, { ...request, scope: 'any' }),
    direct: evaluate(known.policies, { ...request, scope: 'direct' }),
    account: evaluate(known.policies, { ...request, scope: 'account' }),
  }
}

function read(name: string, document: string): ResourcePolicy | { malformed: string } {
  const parsed = parsePolicy(name, document, 'resource')
  if ('malformed' in parsed) return parsed
  const policies = policySet(parsed.statements)
  return { policies, denials: withEverythingAllowed(policies), words: new Map() }
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
