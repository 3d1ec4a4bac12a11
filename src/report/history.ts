import type { DatedChange, History, PastReport } from '../model/history.js'
import { carriedProblems } from './carried-problems.js'
import { changesBetween, listed, stateKey, statesOf } from './changes.js'
import { complianceOf } from './compliance.js'
import { withSince } from './since.js'

/**
 * What changed when, and how each VPC did in each month.
 * @param given reports in any order; the same one may be there several times
 * @param since ISO 8601: reports from before are what the first one after is compared with, and count for nothing else
 */
export function historyOf(
  given: readonly PastReport[],
  since?: string,
): Pick<History, 'reports' | 'compliance'> & { changes: DatedChange[] } {
  const series = seriesOf(given).map(withAges)
  const counts = ({ generatedAt, at = generatedAt }: { generatedAt?: string; at?: string }) =>
    since === undefined || (at ?? '') >= since
  const reports = series.flat().filter(counts).sort(byTime)
  return {
    reports: reports.map(({ generatedAt, complete, scope }) => ({ generatedAt, complete, scope })),
    changes: series
      .flatMap(changesIn)
      .filter(counts)
      .sort((a, b) => compare(a.at, b.at)),
    compliance: complianceOf(reports),
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const byTime = (a: PastReport, b: PastReport) => compare(a.generatedAt, b.generatedAt)

/** The reports of one account, one set of regions and one choice of VPCs and hosts, oldest first, each once. */
function seriesOf(reports: readonly PastReport[]): PastReport[][] {
  const series = new Map<string, Map<string, PastReport>>()
  for (const report of reports) {
    const { accountId, regions, vpcIds, hostIds, accounts } = report.scope
    const key = JSON.stringify([
      accountId,
      accounts !== undefined,
      ...[regions, vpcIds, hostIds].map((ids) => ids?.toSorted() ?? null),
    ])
    const known = series.get(key) ?? new Map<string, PastReport>()
    series.set(key, known.set(report.generatedAt, report))
  }
  return [...series.values()].map((known) => [...known.values()].sort(byTime))
}

/** What a report itself says of a problem's age goes before what the reports here show. A report that could not see it breaks no row. */
function withAges(reports: readonly PastReport[]): PastReport[] {
  let previous: PastReport | undefined
  return reports.map((report) => {
    const { problems, generatedAt, scope } = report
    const shown = previous ? withSince(problems, previous, generatedAt, scope.accountId) : problems
    const aged = problems.map((problem, index) => {
      const since = problem.since ?? shown[index]?.since ?? generatedAt
      return { ...problem, since }
    })
    const carried = previous ? carriedProblems(previous.problems, report) : []
    previous = { ...report, problems: [...aged, ...carried] }
    return { ...report, problems: aged }
  })
}

function changesIn(reports: readonly PastReport[]): DatedChange[] {
  const lastSeen = new Map<string, string>()
  let known: PastReport | undefined
  return reports.flatMap((report) => {
    const found = known === undefined ? [] : changesBetween(known, report)
    const changes = found.map(({ since: _, ...change }): DatedChange => {
      const since = change.before === undefined ? undefined : lastSeen.get(stateKey(change))
      const { generatedAt: at, complete, scope } = report
      return { at, accountId: scope.accountId, complete, ...change, ...(since !== undefined && { since }) }
    })
    for (const { key } of statesOf(report)) lastSeen.set(key, report.generatedAt)
    known = known === undefined ? report : carriedOver(known, report)
    return changes
  })
}

/** The report with what was known before of the lists that it could not read: else what goes or comes meanwhile is never told. */
function carriedOver(before: PastReport, now: PastReport): PastReport {
  if (now.gaps.length === 0) return now
  const unread = new Set(
    statesOf(before)
      .filter(({ what }) => !listed(now, what))
      .map(({ key }) => key),
  )
  for (const { key } of statesOf(now)) unread.delete(key)
  const keyed = keysOf(unread)
  return {
    ...now,
    vpcs: [...now.vpcs, ...before.vpcs.filter((vpc) => keyed({ ...EMPTY, vpcs: [vpc] }))],
    hosts: [...now.hosts, ...before.hosts.filter((host) => keyed({ ...EMPTY, hosts: [host] }))],
    databases: [...now.databases, ...before.databases.filter((database) => keyed({ ...EMPTY, databases: [database] }))],
    tunnels: [...now.tunnels, ...before.tunnels.filter((tunnel) => keyed({ ...EMPTY, tunnels: [tunnel] }))],
    gaps: now.gaps.filter(({ api, region }) => before.gaps.some((gap) => gap.api === api && gap.region === region)),
  }
}

const EMPTY = { vpcs: [], hosts: [], databases: [], tunnels: [] }

const keysOf = (wanted: ReadonlySet<string>) => (one: Parameters<typeof statesOf>[0]) =>
  statesOf(one).some(({ key }) => wanted.has(key))
