import type { Finding, Problem } from '../model/finding.js'
import type { Report } from '../model/report.js'
import { regionsLookedAt } from '../model/report-scope.js'

/** As much of the previous report as is read; one of an older version may lack problems and findings. */
export type Earlier = Pick<Report, 'generatedAt' | 'scope'> & {
  problems?: readonly Pick<Problem, 'key' | 'since'>[]
  findings?: readonly Pick<Finding, 'checkId'>[]
}

/**
 * The problems with the time of the first report in an unbroken row that had each. One that the previous report had
 * goes on from there; one that it looked for and did not find begins now. Where it did not look, nobody knows.
 */
export function withSince(problems: readonly Problem[], previous: Earlier, now: string, accountId: string): Problem[] {
  if (regionsLookedAt(previous.scope, accountId).length === 0) return [...problems]
  const known = new Map(previous.problems?.map(({ key, since = previous.generatedAt }) => [key, since]))
  const judged = new Set(previous.findings?.map(({ checkId }) => checkId))
  return problems.map((problem) => {
    const since = known.get(problem.key) ?? (lookedFor(problem, previous, judged, accountId) ? now : undefined)
    return since === undefined ? problem : { ...problem, since }
  })
}

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
