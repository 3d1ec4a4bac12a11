import type { Answer } from '../../iam/answer.js'
import { type Outcome, warn } from '../define.js'
import { actions, conditionText, openOutcome, organizationUnseen } from './permissions.js'

/** Keys that a person or the owner of the host can satisfy: multi-factor authentication, the place of the caller, tags. */
const PREREQUISITES = [
  /^aws:MultiFactorAuth(Present|Age)$/i,
  /^aws:(SourceIp|VpcSourceIp|SourceVpc|SourceVpce|SourceVpcArn)$/i,
  /^(aws|ssm):resourceTag\//i,
  /^aws:PrincipalTag\//i,
]

/** Open answers of a person: prerequisites are no failures, everything else is unknown. */
export function openForOperator(who: string, open: readonly Answer[], evidence: Record<string, unknown>): Outcome {
  if (!open.every(isOnlyConditional)) return openOutcome(who, open, evidence)
  const conditions = [...new Set(open.flatMap((answer) => answer.conditions.map(conditionText)))]
  const more = { ...evidence, ...(conditions.length > 0 && { prerequisites: conditions }) }
  if (open.some((answer) => answer.organization === 'unseen')) return organizationUnseen(who, open, more)
  return warn('prerequisites', `${capital(who)} may ${actions(open)}, provided: ${conditions.join('; ')}.`, {
    evidence: more,
  })
}

/** Nothing stands in the way but what can be satisfied, and perhaps the organization. */
function isOnlyConditional({ failures, opaque, conditions, organization }: Answer): boolean {
  return (
    failures.length === 0 &&
    opaque.length === 0 &&
    (conditions.length > 0 || organization === 'unseen') &&
    conditions.every(({ key }) => PREREQUISITES.some((pattern) => pattern.test(key)))
  )
}

export const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
