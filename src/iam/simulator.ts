import { once } from '../inventory/once.js'
import type { CollectFailure } from '../model/collected.js'
import type { Simulation } from '../model/snapshot-iam.js'
import { type Context, lookUp } from './context.js'
import type { Decision } from './evaluate.js'
import type { Iam } from './iam.js'
import { PairMap } from './pair-map.js'

/** The simulator's word on the question, or why there is none. */
export type SimulatorWord =
  | { decision: Decision; missingContextValues: string[]; policies: string[] }
  | { failure: CollectFailure }
  | 'not-asked'

/** What the simulator was asked of a principal, by action in lower case and resource. */
const byQuestion = once((answers: readonly Simulation[]) => {
  const found = new PairMap<Simulation[]>()
  for (const answer of answers) {
    const action = answer.action.toLowerCase()
    const same = found.get(action, answer.resource)
    if (same) same.push(answer)
    else found.set(action, answer.resource, [answer])
  }
  return found
})

/** The simulator's answers to a question: more than one where it was asked of different requests. */
export function simulationsOf(iam: Iam, principalArn: string, action: string, resource: string): readonly Simulation[] {
  const answers = collectedOf(iam, principalArn)
  if (answers?.outcome !== 'ok') return []
  return byQuestion(answers.value).get(action.toLowerCase(), resource) ?? []
}

/** Whether what the simulator was given does not contradict what is known of a request. */
export function suits({ context: given = [] }: Simulation, known: Context): boolean {
  return given.every(({ key, value }) => {
    const values = lookUp(known, key)
    if (typeof values === 'string') return true
    return 'oneOf' in values ? values.oneOf.some((list) => list.includes(value)) : values.includes(value)
  })
}

/** Why there is no answer of the simulator. */
export function noSimulation(iam: Iam, principalArn: string): SimulatorWord {
  const answers = collectedOf(iam, principalArn)
  return answers === undefined || answers.outcome === 'ok' ? 'not-asked' : { failure: answers }
}

function collectedOf({ snapshot }: Iam, principalArn: string) {
  const { simulations } = snapshot.iam
  return Object.hasOwn(simulations, principalArn) ? simulations[principalArn] : undefined
}

const DECISIONS = new Map<string, Decision>([
  ['allowed', 'allowed'],
  ['explicitDeny', 'explicit-deny'],
  ['implicitDeny', 'implicit-deny'],
])

export function wordOf({ decision, missingContextValues, matchedStatements }: Simulation) {
  return {
    decision: DECISIONS.get(decision) ?? 'unknown',
    missingContextValues,
    policies: matchedStatements.flatMap((statement) => statement.sourcePolicyId ?? []),
  }
}
