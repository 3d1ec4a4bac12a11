import type { Acceptance } from '../model/config.js'
import type { JudgedFinding } from '../model/finding.js'
import { type Glob, globMatches, globOf } from '../model/glob.js'
import type { Report } from '../model/report.js'

/**
 * Marks the findings that the config accepts. They stay in the report and in the verdicts: an acceptance never turns
 * BLOCKED into READY.
 * @param today ISO 8601 date; an acceptance holds through its `until`
 */
export function applyAcceptances(
  findings: readonly JudgedFinding[],
  acceptances: readonly Acceptance[],
  today: string,
): { findings: JudgedFinding[]; problems: NonNullable<Report['acceptances']> } {
  const rules = acceptances.map((acceptance) => ({
    acceptance,
    pattern: globOf(acceptance.subject),
    expired: acceptance.until !== undefined && acceptance.until < today,
    matched: false,
  }))
  const marked = findings.map((finding) => {
    if (!isAcceptable(finding)) return finding
    const covering = rules.filter((rule) => covers(rule, finding))
    for (const rule of covering) rule.matched = true
    const holding = covering.find((rule) => !rule.expired)
    if (holding === undefined) return finding
    const { reason, until } = holding.acceptance
    return { ...finding, accepted: { reason, ...(until !== undefined && { until }) } }
  })
  const problems = rules
    .filter((rule) => rule.expired || !rule.matched)
    .map(({ acceptance: { check, subject, databaseKind }, expired }) => ({
      check,
      subject,
      ...(databaseKind && { databaseKind }),
      problem: expired ? ('expired' as const) : ('unmatched' as const),
    }))
  return { findings: marked, problems }
}

function covers({ acceptance, pattern }: { acceptance: Acceptance; pattern: Glob }, finding: JudgedFinding): boolean {
  const { check } = acceptance
  const { subject, checkId } = finding
  const narrows = (['databaseKind', 'region', 'vpcId'] as const).every(
    (field) => acceptance[field] === undefined || acceptance[field] === subject[field],
  )
  return check === checkId && narrows && globMatches(pattern, subject.id)
}

const isAcceptable = ({ status }: JudgedFinding) => status === 'fail' || status === 'warn' || status === 'unknown'
