import type { Snapshot } from '../model/snapshot.js'
import type { Simulation } from '../model/snapshot-iam.js'
import type { Judgement } from './evaluate.js'
import type { Answer } from './is-allowed.js'
import type { PrincipalPolicies } from './principals.js'
import type { ResourcePolicy } from './resource-policy.js'

/** The snapshot's principals and policies, indexed once for all questions. */
export interface Iam {
  snapshot: Snapshot
  /** By principal ARN, filled as asked. */
  principals: Map<string, PrincipalPolicies>
  /** Answers that hold whatever else is known of the request, by principal ARN, action and resource, filled as asked. */
  answers: Map<string, Answer>
  /** Policies of resources by name, filled as asked: in one snapshot a resource has one. */
  resourcePolicies: Map<string, ResourcePolicy | { malformed: string }>
  /** Which services roles trust, by role ARN, service and trust policy, filled as asked. */
  trust: Map<string, Judgement>
  /** The simulator's answers by principal ARN, then by action and resource. */
  simulations: Map<string, Map<string, Simulation>>
}

export function createIam(snapshot: Snapshot): Iam {
  const simulations = new Map<string, Map<string, Simulation>>()
  for (const [arn, answers] of Object.entries(snapshot.iam.simulations))
    if (answers.outcome === 'ok')
      simulations.set(
        arn,
        new Map(answers.value.map((answer) => [questionKey(answer.action, answer.resource), answer])),
      )
  return {
    snapshot,
    principals: new Map(),
    answers: new Map(),
    resourcePolicies: new Map(),
    trust: new Map(),
    simulations,
  }
}

/** Actions know no case. */
export function questionKey(action: string, resource: string): string {
  return `${action.toLowerCase()} ${resource}`
}
