import { once } from '../inventory/once.js'
import type { Simulation } from '../model/snapshot-iam.js'
import { type Answer, type DeniedBy, withOrganization } from './answer.js'
import { type Context, contextOf } from './context.js'
import { evaluate, isContextFree, type Judgement, type Request } from './evaluate.js'
import type { Iam } from './iam.js'
import { organizationSays } from './organization.js'
import { PairMap } from './pair-map.js'
import { type PrincipalPolicies, policiesOf, principalName } from './principals.js'
import { noSimulation, simulationsOf, suits, wordOf } from './simulator.js'

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
  return withOrganization(identityAnswer(iam, principalArn, action, resource, context))
}

/** Of thousands of hosts most ask the same: what depends on nothing else is answered once. */
const keptOf = once((_: PrincipalPolicies) => new PairMap<Answer>())

/** Whether the question was asked, and nothing that is known of a request can change the answer. */
export const isAnsweredForAll = (iam: Iam, principalArn: string, action: string, resource: string): boolean =>
  keptOf(policiesOf(iam, principalArn)).get(action, resource) !== undefined

/** The same before the organization's policies have their say, for what resource policies add to it. */
export function identityAnswer(
  iam: Iam,
  principalArn: string,
  action: string,
  resource: string,
  context: Context,
): Answer {
  const policies = policiesOf(iam, principalArn)
  const kept = keptOf(policies).get(action, resource)
  if (kept) return kept
  const owner = resourceContext(resource, principalName(principalArn).accountId)
  const known = contextOf(policies.context, owner, context)
  const simulations = simulationsOf(iam, principalArn, action, resource)
  const simulation = simulations.find((candidate) => suits(candidate, known))
  const local = judge(policies, { action, resource, context: known })
  const asked = { principalArn, action, resource, local: local.judgement.decision }
  const answer: Answer = simulation
    ? { ...asked, ...simulatorAnswer(simulation, local), organization: 'seen' }
    : withWord(
        { ...asked, ...localAnswer(local), simulator: noSimulation(iam, principalArn), organization: 'unseen' },
        organizationSays(iam, action, resource),
      )
  const free =
    simulations.every((candidate) => candidate.context === undefined) &&
    isContextFree(policies.identity, action) &&
    (!policies.boundary || isContextFree(policies.boundary, action))
  if (free) keptOf(policies).set(action, resource, answer)
  return answer
}

/** What the organization says of whoever the simulator was not asked about. */
function withWord(answer: Answer, word: 'allows' | 'denies' | undefined): Answer {
  if (word === undefined) return answer
  if (word === 'allows' || isDenied(answer)) return { ...answer, organization: 'seen' }
  const { statement: _, ...rest } = answer
  return { ...rest, decision: 'implicit-deny', deniedBy: 'organizations', organization: 'seen' }
}

/** The simulator's answer before the local one, where it is whole. */
function simulatorAnswer(simulation: Simulation, local: LocalAnswer) {
  const simulator = wordOf(simulation)
  const { decision } = simulator
  const organizations = simulation.allowedByOrganizations === false && decision !== 'allowed'
  // Keys that the simulator was not given may be known here.
  if (simulator.missingContextValues.length > 0 && !organizations) return { ...localAnswer(local), simulator }
  const { statement, decision: here } = local.judgement
  const agree = decision === here
  return {
    decision,
    source: 'simulator' as const,
    ...(agree && statement && { statement }),
    ...(decision !== 'allowed' && { deniedBy: deniedBySimulator(simulation) }),
    conditions: [],
    failures: [],
    opaque: [],
    simulator,
    disagreement: !agree && here !== 'unknown' && !organizations,
  }
}

function deniedBySimulator(simulation: Simulation): DeniedBy {
  if (simulation.allowedByOrganizations === false) return 'organizations'
  return simulation.allowedByPermissionsBoundary === false ? 'permissions-boundary' : 'policies'
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

function isDenied({ decision }: Pick<Judgement, 'decision'>): boolean {
  return decision === 'explicit-deny' || decision === 'implicit-deny'
}

const ORDER: Judgement['decision'][] = ['explicit-deny', 'implicit-deny', 'unknown', 'allowed']

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
