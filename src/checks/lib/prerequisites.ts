import type { Answer } from '../../iam/is-allowed.js'
import { type Outcome, warn } from '../define.js'
import { actions, conditionText, openOutcome } from './permissions.js'

/** Keys that a person or the owner of the host can satisfy: multi-factor authentication, the place of the caller, tags. */
const PREREQUISITES = [
  /^aws:MultiFactorAuth(Present|Age)$/i,
  /^aws:(SourceIp|VpcSourceIp|SourceVpc|SourceVpce|SourceVpcArn)$/i,
  /^(aws|ssm):resourceTag\//i,
  /^aws:PrincipalTag\//i,
]

/** What must be so for the answers to become `allowed`, where nothing else stands in the way. */
export function prerequisitesOf(answers: readonly Answer[]): string[] | undefined {
  const settled = answers.every(
    ({ failures, opaque, conditions }) =>
      failures.length === 0 &&
      opaque.length === 0 &&
      conditions.length > 0 &&
      conditions.every(({ key }) => PREREQUISITES.some((pattern) => pattern.test(key))),
  )
  return settled ? [...new Set(answers.flatMap((answer) => answer.conditions.map(conditionText)))] : undefined
}

/** Open answers of a person: prerequisites are no failures, everything else is unknown. */
export function openForOperator(who: string, open: readonly Answer[], evidence: Record<string, unknown>): Outcome {
  const prerequisites = prerequisitesOf(open)
  if (!prerequisites) return openOutcome(who, open, evidence)
  return warn('prerequisites', `${capital(who)} may ${actions(open)}, provided: ${prerequisites.join('; ')}.`, {
    evidence: { ...evidence, prerequisites },
  })
}

export const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
