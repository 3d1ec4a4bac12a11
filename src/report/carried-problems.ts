import type { Finding, Problem } from '../model/finding.js'
import type { Report } from '../model/report.js'
import { subjectKeyAmongAccounts } from '../model/subject-key.js'

type Known = Pick<Problem, 'key' | 'checkId' | 'subjects'>

/** As much of a report as says what it could not see. */
export interface PartialReport {
  scope: Report['scope']
  gaps: Report['gaps']
  problems: readonly Pick<Problem, 'key'>[]
  findings: readonly Pick<Finding, 'checkId' | 'status' | 'subject'>[]
}

/**
 * Problems of an earlier report that a later one neither has nor could have found: what it left out or could not read is not
 * mended by that.
 */
export function carriedProblems<P extends Known>(earlier: readonly P[], now: PartialReport): P[] {
  const present = new Set(now.problems.map(({ key }) => key))
  const statuses = new Map(now.findings.map(({ checkId, subject, status }) => [keyOf(checkId, subject), status]))
  return earlier.filter((problem) => !present.has(problem.key) && isUnseen(problem, now, statuses))
}

const keyOf = (checkId: string, subject: Finding['subject']) => `${checkId} ${subjectKeyAmongAccounts(subject)}`

function isUnseen(
  { checkId, subjects }: Known,
  { scope, gaps }: PartialReport,
  statuses: Map<string, Finding['status']>,
) {
  const { checks, excludeChecks = [] } = scope
  if ((checks !== undefined && !checks.includes(checkId)) || excludeChecks.includes(checkId)) return true
  return subjects.some((subject) => {
    const status = statuses.get(keyOf(checkId, subject))
    // Without a finding it may be gone, unless what would show it was refused.
    return status === undefined ? gaps.some((gap) => hides(gap, checkId, subject)) : status === 'unknown'
  })
}

const hides = ({ affects, region, accountId }: Report['gaps'][number], checkId: string, subject: Finding['subject']) =>
  affects.includes(checkId) && accountId === subject.accountId && (region === subject.region || region === 'global')
