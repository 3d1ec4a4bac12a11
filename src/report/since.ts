import type { Finding, Problem } from '../model/finding.js'
import type { Report } from '../model/report.js'
import { regionsLookedAt } from '../model/report-scope.js'
import { subjectKeyAmongAccounts } from '../model/subject-key.js'

/** As much of the previous report as is read; one of an older version may lack problems and findings. */
export type Earlier = Pick<Report, 'generatedAt' | 'scope'> & {
  problems?: readonly Pick<Problem, 'key' | 'since'>[]
  findings?: readonly (Pick<Finding, 'checkId'> & Partial<Pick<Finding, 'status' | 'subject'>>)[]
}

/**
 * The problems with the time of the first report in an unbroken row that had each. One that the previous report had
 * goes on from there; one that it looked for and did not find begins now. Where it did not look, nobody knows.
 */
export function withSince(problems: readonly Problem[], previous: Earlier, now: string, accountId: string): Problem[] {
  if (regionsLookedAt(previous.scope, accountId).length === 0) return [...problems]
  const known = new Map(previous.problems?.map(({ key, since = previous.generatedAt }) => [key, since]))
  const judged = new Set(previous.findings?.map(({ checkId }) => checkId))
  const doubts = doubtsOf(previous)
  return problems.map((problem) => {
    const since =
      known.get(problem.key) ??
      (lookedFor(problem, previous, judged, accountId) && !isDoubted(problem, doubts) ? now : undefined)
    return since === undefined ? problem : { ...problem, since }
  })
}

/** What the earlier report could not tell it did not look for in vain. */
const doubtsOf = ({ findings = [] }: Earlier): Set<string> =>
  new Set(
    findings.flatMap(({ checkId, status, subject }) =>
      status === 'unknown' && subject ? `${checkId} ${subjectKeyAmongAccounts(subject)}` : [],
    ),
  )

const isDoubted = ({ checkId, subjects }: Problem, doubts: ReadonlySet<string>) =>
  subjects.some((subject) => doubts.has(`${checkId} ${subjectKeyAmongAccounts(subject)}`))

function lookedFor(
  { checkId, region, subjects }: Problem,
  { scope, problems }: Earlier,
  judged: Set<string>,
  accountId: string,
): boolean {
  if (problems === undefined || !judged.has(checkId) || !regionsLookedAt(scope, accountId).includes(region))
    return false
  const { vpcIds, hostIds } = scope
  if (hostIds !== undefined) return subjects.some(({ kind, id }) => kind === 'host' && hostIds.includes(id))
  return vpcIds === undefined || subjects.some(({ vpcId }) => vpcId !== undefined && vpcIds.includes(vpcId))
}
