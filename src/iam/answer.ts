import { once } from '../inventory/once.js'
import type { CollectFailure } from '../model/collected.js'
import type { Decision, OpenCondition, StatementRef } from './evaluate.js'
import type { SimulatorWord } from './simulator.js'

export type DeniedBy = 'policies' | 'permissions-boundary' | 'organizations' | 'resource-policy'

/** Whether a role or user may do something, and how that is known. */
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
  /** Whether the organization's policies have been looked at: the simulator alone sees them. */
  organization: 'seen' | 'unseen'
}

/**
 * Nobody is sure to be allowed where the organization's policies have not been seen: they may deny what all others allow.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 */
export function withOrganization<A extends Answer>(answer: A): A {
  return answer.decision === 'allowed' && answer.organization === 'unseen' ? (unsure(answer) as A) : answer
}

const unsure = once((answer: Answer): Answer => ({ ...answer, decision: 'unknown' }))
