import type { CollectFailure } from '../model/collected.js'
import { conditionHolds } from './conditions.js'
import type { Context } from './context.js'
import type { Condition, Selector, Statement } from './document.js'
import { anyMatches, wildcardMatches } from './pattern.js'
import { type PrincipalScope, principalMatches, type RequestPrincipal } from './principal-element.js'
import { all, is, not, type Ternary } from './ternary.js'

export type Decision = 'allowed' | 'explicit-deny' | 'implicit-deny' | 'unknown'

export interface Request {
  action: string
  resource: string
  context: Context
  /** Asked of policies that have principals. */
  principal?: RequestPrincipal
  scope?: PrincipalScope
}

/** A policy of which nothing can be concluded: malformed, or not readable. */
export interface OpaquePolicy {
  policy: string
  why: string
  failure?: CollectFailure
}

/** Policies that are evaluated together. */
export interface PolicySet {
  statements: readonly Statement[]
  opaque: readonly OpaquePolicy[]
  /** Statements by the action that they speak of, filled as asked. */
  byAction: Map<string, readonly Statement[]>
}

export interface StatementRef {
  policy: string
  index: number
  sid?: string
  effect: 'Allow' | 'Deny'
}

/** A condition that could not be decided. With `Allow` it must hold, with `Deny` it must not. */
export interface OpenCondition extends Condition {
  effect: 'Allow' | 'Deny'
}

export interface Judgement {
  decision: Decision
  /** The statement that decided; absent for an implicit deny. */
  statement?: StatementRef
  /** What would settle an `unknown`. */
  conditions: OpenCondition[]
  /** The policies in the way of an `unknown`. */
  opaque: OpaquePolicy[]
}

export function policySet(statements: readonly Statement[], opaque: readonly OpaquePolicy[] = []): PolicySet {
  return { statements, opaque, byAction: new Map() }
}

/**
 * An explicit deny wins over any allow. What is not known of a Deny makes an allow unknown,
 * what is not known of an Allow makes an implicit deny unknown.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(policies: PolicySet, request: Request): Judgement {
  const found = { Allow: sorted(), Deny: sorted() }
  for (const statement of speakingOf(policies, request.action)) {
    const answer = applies(statement, request)
    if (answer !== 'no') found[statement.effect][answer].push(statement)
  }
  const [deny] = found.Deny.yes
  if (deny) return decided('explicit-deny', deny)
  const [allow] = found.Allow.yes
  const denyOpen = found.Deny.unknown.length > 0 || policies.opaque.length > 0
  if (allow && !denyOpen) return decided('allowed', allow)
  const mayAllow = allow !== undefined || found.Allow.unknown.length > 0 || policies.opaque.length > 0
  if (!mayAllow) return { decision: 'implicit-deny', conditions: [], opaque: [] }
  const open = [...found.Deny.unknown, ...(allow ? [] : found.Allow.unknown)]
  const [first] = open
  return {
    decision: 'unknown',
    ...(first && { statement: reference(first) }),
    conditions: open.flatMap((statement) => openConditions(statement, request)),
    opaque: [...policies.opaque],
  }
}

/** Whether nothing that is known of a request can change the answer: no condition and no variable speaks of the action. */
export function isContextFree(policies: PolicySet, action: string): boolean {
  return speakingOf(policies, action).every(
    ({ conditions, resource }) => conditions.length === 0 && !resource?.patterns.some((text) => text.includes('$')),
  )
}

const sorted = (): Record<'yes' | 'unknown', Statement[]> => ({ yes: [], unknown: [] })

function decided(decision: Decision, statement: Statement): Judgement {
  return { decision, statement: reference(statement), conditions: [], opaque: [] }
}

export function reference({ policy, index, sid, effect }: Statement): StatementRef {
  return { policy, index, ...(sid !== undefined && { sid }), effect }
}

function speakingOf(policies: PolicySet, action: string): readonly Statement[] {
  const name = action.toLowerCase()
  const known = policies.byAction.get(name)
  if (known) return known
  const statements = policies.statements.filter(
    ({ action: { negated, patterns } }) => patterns.some((pattern) => wildcardMatches(pattern, name)) !== negated,
  )
  policies.byAction.set(name, statements)
  return statements
}

function applies(statement: Statement, request: Request): Ternary {
  const { context } = request
  const fits = resourceMatches(statement.resource, statement.variables, request)
  if (fits === 'no') return 'no'
  return all([
    fits,
    statement.principal && request.principal
      ? principalMatches(statement.principal, request.principal, statement.effect, request.scope ?? 'any')
      : is(true),
    ...statement.conditions.map((condition) => conditionHolds(condition, context, statement.variables)),
  ])
}

function resourceMatches(selector: Selector | undefined, variables: boolean, request: Request): Ternary {
  if (!selector) return 'yes'
  const hit = anyMatches(selector.patterns, request.resource, request.context, variables)
  return selector.negated ? not(hit) : hit
}

function openConditions(statement: Statement, { context }: Request): OpenCondition[] {
  return statement.conditions
    .filter((condition) => conditionHolds(condition, context, statement.variables) === 'unknown')
    .map((condition) => ({ ...condition, effect: statement.effect }))
}
