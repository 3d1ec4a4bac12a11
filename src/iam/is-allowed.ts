import type { CollectFailure } from '../model/collected.js'
import type { Simulation } from '../model/snapshot-iam.js'
import { type Context, contextOf } from './context.js'
import {
  type Decision,
  evaluate,
  isContextFree,
  type Judgement,
  type OpenCondition,
  type Request,
  type StatementRef,
} from './evaluate.js'
import { type Iam, questionKey } from './iam.js'
import { type PrincipalPolicies, policiesOf, principalName } from './principals.js'

type DeniedBy = 'policies' | 'permissions-boundary' | 'organizations' | 'resource-policy'

/** The simulator's word on the question, or why there is none. */
export type SimulatorWord =
  | { decision: Decision; missingContextValues: string[]; policies: string[] }
  | { failure: CollectFailure }
  | 'not-asked'

export interface Answer {
  principalArn: string
  action: string
  resource: string
  decision: Decision
  source: 'simulator' | 'local'
  /** The statement that decided, as local evaluation found it. */
  statement?: StatementRef
  deniedBy?: DeniedBy
  /** Conditions that would settle an `unknown`. */
  conditions: OpenCondition[]
  /** What could not be read, where that makes an `unknown`. */
  failures: CollectFailure[]
  /** Policies of which nothing can be concluded. */
  opaque: string[]
  simulator: SimulatorWord
  /** What local evaluation of the collected policies says. Service control policies are not among them. */
  local: Decision
  /** Simulator and local evaluation both decided, and not alike. */
  disagreement: boolean
}

/**
 * May this role or user do this? The simulator's answer counts where there is a whole one; local evaluation
 * of the collected policies otherwise, and as a cross-check. Resource policies join in `keyAccess` and `bucketAccess`.
 * @param context condition keys of the request beyond those that follow from the principal
 */
export function isAllowed(
  iam: Iam,
  principalArn: string,
  action: string,
  resource: string,
  context: Context = {},
): Answer {
  // Of thousands of hosts most ask the same: what depends on nothing else is answered once.
  const question = `${principalArn} ${questionKey(action, resource)}`
  const known = iam.answers.get(question)
  if (known) return known
  const policies = policiesOf(iam, principalArn)
  const free =
    isContextFree(policies.identity, action) && (!policies.boundary || isContextFree(policies.boundary, action))
  const owner = resourceContext(resource, principalName(principalArn).accountId)
  const local = judge(policies, { action, resource, context: free ? {} : contextOf(policies.context, owner, context) })
  const answer = weigh(iam, { principalArn, action, resource }, local)
  if (free) iam.answers.set(question, answer)
  return answer
}

type Question = Pick<Answer, 'principalArn' | 'action' | 'resource'>

/** The simulator's answer before the local one, where it is whole. */
function weigh(iam: Iam, asked: Question, local: LocalAnswer): Answer {
  const { principalArn, action, resource } = asked
  const simulation = iam.simulations.get(principalArn)?.get(questionKey(action, resource))
  const base = { ...asked, local: local.judgement.decision }
  if (!simulation) return { ...base, ...localAnswer(local), simulator: simulatorFailure(iam, principalArn) }
  const word = wordOf(simulation)
  const organizations = simulation.allowedByOrganizations === false && word.decision !== 'allowed'
  // Keys that the simulator was not told may be known here.
  if (word.missingContextValues.length > 0 && !organizations) return { ...base, ...localAnswer(local), simulator: word }
  const agree = word.decision === local.judgement.decision
  const deniedBy = word.decision === 'allowed' ? undefined : deniedBySimulator(simulation)
  return {
    ...base,
    decision: word.decision,
    source: 'simulator',
    ...(agree && local.judgement.statement && { statement: local.judgement.statement }),
    ...(deniedBy && { deniedBy }),
    conditions: [],
    failures: [],
    opaque: [],
    simulator: word,
    disagreement: !agree && local.judgement.decision !== 'unknown' && !organizations,
  }
}

const DECISIONS: Record<string, Decision> = {
  allowed: 'allowed',
  explicitDeny: 'explicit-deny',
  implicitDeny: 'implicit-deny',
}

function wordOf(simulation: Simulation) {
  return {
    decision: DECISIONS[simulation.decision] ?? 'unknown',
    missingContextValues: simulation.missingContextValues,
    policies: simulation.matchedStatements.flatMap((statement) => statement.sourcePolicyId ?? []),
  }
}

function deniedBySimulator(simulation: Simulation): DeniedBy {
  if (simulation.allowedByOrganizations === false) return 'organizations'
  return simulation.allowedByPermissionsBoundary === false ? 'permissions-boundary' : 'policies'
}

function simulatorFailure(iam: Iam, principalArn: string): SimulatorWord {
  const { simulations } = iam.snapshot.iam
  const answers = Object.hasOwn(simulations, principalArn) ? simulations[principalArn] : undefined
  return answers === undefined || answers.outcome === 'ok' ? 'not-asked' : { failure: answers }
}

interface LocalAnswer {
  judgement: Judgement
  deniedBy?: DeniedBy
}

function judge(policies: PrincipalPolicies, request: Request): LocalAnswer {
  const identity = evaluate(policies.identity, request)
  const boundary = policies.boundary && evaluate(policies.boundary, request)
  if (!boundary) return { judgement: identity, ...(isDenied(identity) && { deniedBy: 'policies' }) }
  return strictest(identity, boundary)
}

/** The account of a resource that names one. */
function resourceContext(resource: string, accountId: string): Context {
  const owner = resource.split(':')[4]
  if (owner === undefined || owner === '') return {}
  return { 'aws:ResourceAccount': [owner === '*' ? accountId : owner] }
}

function isDenied({ decision }: Judgement): boolean {
  return decision === 'explicit-deny' || decision === 'implicit-deny'
}

const ORDER: Decision[] = ['explicit-deny', 'implicit-deny', 'unknown', 'allowed']

/** Identity policies and boundary must both allow. */
function strictest(identity: Judgement, boundary: Judgement): LocalAnswer {
  const byBoundary = ORDER.indexOf(boundary.decision) < ORDER.indexOf(identity.decision)
  const judgement = byBoundary ? boundary : identity
  if (judgement.decision === 'unknown') return { judgement: bothUnknown(identity, boundary) }
  return {
    judgement,
    ...(isDenied(judgement) && { deniedBy: byBoundary ? 'permissions-boundary' : 'policies' }),
  }
}

function bothUnknown(a: Judgement, b: Judgement): Judgement {
  return {
    ...(a.decision === 'unknown' ? a : b),
    conditions: [...a.conditions, ...b.conditions],
    opaque: [...a.opaque, ...b.opaque],
  }
}

function localAnswer({ judgement, deniedBy }: LocalAnswer) {
  return {
    decision: judgement.decision,
    source: 'local' as const,
    ...(judgement.statement && { statement: judgement.statement }),
    ...(deniedBy && { deniedBy }),
    conditions: judgement.conditions,
    failures: judgement.opaque.flatMap((policy) => policy.failure ?? []),
    opaque: judgement.opaque.map(({ policy, why }) => `${policy} (${why})`),
    disagreement: false,
  }
}
