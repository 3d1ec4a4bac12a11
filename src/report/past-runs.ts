import type { PastRun, Report } from '../model/report.js'

/** As many runs as a report remembers. */
const MOST = 90

type Run = Pick<Report, 'generatedAt' | 'complete' | 'scope' | 'summary' | 'runs'>

/**
 * The runs up to this one, oldest first. A report of another scope has counted other VPCs: nothing is taken from it.
 * @param previous as it was read: one of an older version may lack what is counted
 */
export function pastRuns(previous: Partial<Run>, current: Run): PastRun[] {
  const earlier = isSameScope(previous.scope, current.scope) ? (previous.runs ?? runOf(previous)) : []
  return [...earlier, ...runOf(current)].slice(-MOST)
}

function runOf({ generatedAt, complete, summary }: Partial<Run>): PastRun[] {
  if (generatedAt === undefined || complete === undefined || summary === undefined) return []
  return [{ at: generatedAt, complete, vpcs: { ...summary.vpcs }, posture: { ...summary.posture } }]
}

const isSameScope = (a: Report['scope'] | undefined, b: Report['scope']): boolean =>
  a !== undefined && nameOf(a) === nameOf(b)

const nameOf = ({ accountId, regions, vpcIds, hostIds, accounts }: Report['scope']): string =>
  JSON.stringify([
    accountId,
    accounts?.map((account) => account.accountId).sort() ?? null,
    ...[regions, vpcIds, hostIds].map((ids) => ids?.toSorted() ?? null),
  ])
