import type { Answer } from '../../iam/answer.js'
import type { Remedy } from '../../model/finding.js'
import { actions, denyingStatements, isDenial, wallReason } from './permissions.js'

/**
 * What mends a missing permission. A grant does where no policy allows it; against a denial, a boundary or the organization it
 * stands beside what refuses, and changes nothing.
 * @param who `role dba`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function denialRemedy(who: string, denied: readonly Answer[], grant: Remedy): Remedy {
  const walls = [...new Set(denied.flatMap((answer) => wallReason(answer) ?? []))]
  if (walls.length === 0) return grant
  const texts = walls.map((wall) => {
    const behind = denied.filter((answer) => wallReason(answer) === wall)
    return WORDS[wall](who, behind)
  })
  const others = denied.filter((answer) => wallReason(answer) === undefined)
  if (others.length === 0) return { text: texts.join(' ') }
  return { ...grant, text: [...texts, grant.text].join(' ') }
}

const WORDS = {
  'explicitly-denied': (who: string, denied: readonly Answer[]) =>
    `Take the denial of ${actions(denied)} out of ${denyingStatements(denied) ?? `the policies of ${who}`}, or narrow it: no grant helps against a denial.`,
  'denied-by-permissions-boundary': (who: string, denied: readonly Answer[]) =>
    denied.some(isDenial)
      ? `Take the denial of ${actions(denied)} out of ${denyingStatements(denied) ?? `the permissions boundary of ${who}`}, or narrow it: no grant helps against a boundary.`
      : `Let the permissions boundary of ${who} allow ${actions(denied)}, too: no grant helps against a boundary.`,
  'denied-by-organizations': (who: string, denied: readonly Answer[]) =>
    `Ask whoever keeps the policies of the organization to allow ${actions(denied)} to ${who}: no grant of this account helps.`,
}
