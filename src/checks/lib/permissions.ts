import type { Answer } from '../../iam/answer.js'
import type { OpenCondition } from '../../iam/evaluate.js'
import type { SimulatorWord } from '../../iam/simulator.js'
import { once } from '../../inventory/once.js'
import { type Outcome, unknown } from '../define.js'
import { unreadable } from '../run.js'

/** Answers by what they mean for the question. */
export function weigh<A extends Answer>(answers: readonly A[]): { denied: A[]; open: A[]; allowed: A[] } {
  const having = (...decisions: string[]) => answers.filter((answer) => decisions.includes(answer.decision))
  return { denied: having('explicit-deny', 'implicit-deny'), open: having('unknown'), allowed: having('allowed') }
}

/** Why permissions are missing, as a stable key: the outermost wall first. */
export function deniedReason(denied: readonly Answer[]) {
  const by = new Set(denied.map((answer) => answer.deniedBy))
  if (by.has('organizations')) return 'denied-by-organizations'
  if (by.has('permissions-boundary')) return 'denied-by-permissions-boundary'
  if (denied.some((answer) => answer.decision === 'explicit-deny')) return 'explicitly-denied'
  return by.has('resource-policy') ? 'denied-by-resource-policy' : 'permissions-missing'
}

const DENIED_WORDS: Record<string, string> = {
  'denied-by-organizations': 'a policy of the organization does not allow it',
  'denied-by-permissions-boundary': 'the permissions boundary does not allow it',
  'explicitly-denied': 'a statement denies it',
  'denied-by-resource-policy': "the resource's own policy does not allow it",
  'permissions-missing': 'no policy allows it',
}

/** What no grant overcomes. */
export function wallReason(
  answer: Answer,
): 'denied-by-organizations' | 'denied-by-permissions-boundary' | 'explicitly-denied' | undefined {
  const reason = deniedReason([answer])
  const isResources = answer.deniedBy === 'resource-policy'
  return reason === 'permissions-missing' || reason === 'denied-by-resource-policy' || isResources ? undefined : reason
}

export const isDenial = ({ decision }: Answer): boolean => decision === 'explicit-deny'

/** E.g. `statement 2 of operator`; `undefined` where the simulator alone has seen it. */
export function denyingStatements(denied: readonly Answer[]): string | undefined {
  const found = denied.filter(isDenial).flatMap(({ statement }) => (statement?.effect === 'Deny' ? [statement] : []))
  const names = found.map(({ policy, index, sid }) => `statement ${sid ?? index + 1} of ${policy}`)
  return names.length === 0 ? undefined : [...new Set(names)].join(' and ')
}

/** E.g. `role jump-host may not ssmmessages:OpenDataChannel: no policy allows it`. */
export function deniedSentence(who: string, denied: readonly Answer[]): string {
  const reason = deniedReason(denied)
  const by = reason === 'explicitly-denied' ? denyingStatements(denied) : undefined
  const why = by === undefined ? DENIED_WORDS[reason] : `${by} ${by.includes(' and ') ? 'deny' : 'denies'} it`
  return `${who} may not ${actions(denied)}: ${why}.${disagreement(denied)}`
}

export function actions(answers: readonly Answer[]): string {
  return [...new Set(answers.map((answer) => answer.action))].join(', ')
}

/** Said aloud, since one of the two must be wrong. */
export function disagreement(answers: readonly Answer[]): string {
  const apart = answers.filter((answer) => answer.disagreement)
  if (apart.length === 0) return ''
  return ` The IAM policy simulator decided; local evaluation of the policies disagrees on ${actions(apart)}.`
}

/** The outcome where permissions are not known, naming what stands in the way. */
export function openOutcome(who: string, open: readonly Answer[], evidence: Record<string, unknown>): Outcome {
  const failure = open.flatMap((answer) => answer.failures)[0]
  if (failure) {
    const outcome = unreadable(failure)
    return { ...outcome, evidence: { ...evidence, ...outcome.evidence } }
  }
  const opaque = open.flatMap((answer) => answer.opaque)
  if (opaque.length > 0)
    return unknown('policy-not-understood', `Cannot tell whether ${who} may ${actions(open)}: ${opaque[0]}.`, {
      evidence,
    })
  const keys = [...new Set(open.flatMap(openKeys))].join(', ')
  if (keys === '' && open.some((answer) => answer.organization === 'unseen'))
    return organizationUnseen(who, open, evidence)
  return unknown(
    'condition-unknown',
    `Whether ${who} may ${actions(open)} depends on ${keys || 'what cannot be seen'}.`,
    {
      evidence,
    },
  )
}

const SIMULATE = 'iam:SimulatePrincipalPolicy'

/** The account's own policies allow it, and nobody has seen what a policy of the organization says. */
export function organizationUnseen(who: string, open: readonly Answer[], evidence: Record<string, unknown>): Outcome {
  const { simulator } = open.find((answer) => answer.organization === 'unseen') ?? {}
  const failure = typeof simulator === 'object' && 'failure' in simulator ? simulator.failure : undefined
  const why = failure ? `was ${failure.outcome} (${failure.message})` : 'was not asked'
  return unknown(
    'organization-unseen',
    `The policies of ${who} allow ${actions(open)}, but a policy of the organization may not: ${SIMULATE}, which sees those, ${why}.`,
    { evidence: { ...evidence, api: SIMULATE, outcome: failure?.outcome ?? 'not-asked' }, api: SIMULATE },
  )
}

function openKeys({ conditions, simulator }: Answer): string[] {
  const missing = typeof simulator === 'object' && 'decision' in simulator ? simulator.missingContextValues : []
  return conditions.length > 0 ? conditions.map((condition) => condition.key) : missing
}

/** Both sources of every answer. */
export function permissionEvidence(answers: readonly Answer[]): Record<string, unknown> {
  return { permissions: answers.map(entry) }
}

/** Hosts of one role share most answers. */
const entry = once((answer: Answer): Record<string, unknown> => {
  const { action, resource, decision, source, local, statement, deniedBy, disagreement } = answer
  return {
    action,
    resource,
    decision,
    source,
    simulator: simulatorEntry(answer.simulator),
    local,
    ...(statement && { statement }),
    ...(deniedBy && { deniedBy }),
    ...(answer.conditions.length > 0 && { conditions: answer.conditions.map(conditionText) }),
    ...(answer.opaque.length > 0 && { notUnderstood: answer.opaque }),
    ...(disagreement && { disagreement }),
    ...('resourcePolicy' in answer && { resourcePolicy: answer.resourcePolicy }),
  }
})

function simulatorEntry(word: SimulatorWord): unknown {
  if (word === 'not-asked') return word
  if ('failure' in word) return { api: word.failure.api, outcome: word.failure.outcome }
  const { decision, missingContextValues } = word
  return missingContextValues.length > 0 ? { decision, missingContextValues } : decision
}

/** E.g. `Bool aws:MultiFactorAuthPresent true`. */
export function conditionText({ effect, operator, key, values }: OpenCondition): string {
  return `${effect === 'Deny' ? 'not ' : ''}${operator} ${key} ${values.join(' or ')}`
}
