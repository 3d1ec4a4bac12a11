import type { AccountResult } from '../model/account-result.js'
import { CATALOGUE } from '../model/check-catalogue.js'
import type { Problem } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import type { Gap, Report, Scope } from '../model/report.js'
import { accountScopes } from './account-scopes.js'
import { changesBetween } from './changes.js'
import { mostConsequentialFirst } from './in-the-way.js'
import { joinProblems } from './join-problems.js'
import { pastRuns } from './past-runs.js'
import { portsApart } from './ports-apart.js'
import { joinSharedVpcs } from './shared-vpcs.js'
import { withSince } from './since.js'
import { summaryOf } from './summary.js'
import { unseenVpcs } from './unseen-vpcs.js'

/** What the report of all says of the run as a whole. */
export interface MergedRun {
  /** Of whoever asked. */
  accountId: string
  partition: string
  toolVersion: string
  now: Date
  durationMs: number
  /** Requests made beside those of the reports, by IAM action. */
  apiCalls?: Readonly<Record<string, number>>
  /** Where the config was found. */
  configFile?: string
  previous?: Report
}

/**
 * One report of many: of several accounts, or of several regions of them. What failed is a gap, and what an earlier
 * report knew to be there is UNKNOWN. A VPC that accounts share is told once.
 * @param results in the order in which accounts are to be listed; of one account there may be several
 */
export function mergeReports(results: readonly AccountResult[], run: MergedRun): Report {
  const reports = results.flatMap((result) =>
    'report' in result ? [inItsAccount(result.report, result.accountId)] : [],
  )
  const body = joinSharedVpcs({
    vpcs: [...reports.flatMap(({ vpcs }) => vpcs), ...unseenVpcs(results, run.previous)],
    hosts: reports.flatMap(({ hosts }) => hosts),
    databases: reports.flatMap(({ databases }) => databases),
    tunnels: portsApart(reports.flatMap(({ tunnels }) => tunnels)),
    findings: reports.flatMap(({ findings }) => findings),
    problems: joinProblems(reports.flatMap(({ problems }) => problems)),
  })
  const gaps = distinctGaps([...reports.flatMap((report) => report.gaps), ...results.flatMap(failedGap)])
  const scope = scopeOf(reports, results, run)
  const acceptances = idleAcceptances(reports, gaps)
  const { previous, now } = run
  const [generatedAt, complete] = [now.toISOString(), gaps.length === 0]
  const summary = summaryOf(body, sumOf([...reports.map(({ summary }) => summary.apiCalls), run.apiCalls ?? {}]))
  return {
    schemaVersion: 1,
    tool: { name: 'ssm-ready', version: run.toolVersion },
    generatedAt,
    durationMs: run.durationMs,
    scope,
    complete,
    ...(reports.some(({ redacted }) => redacted) && { redacted: true }),
    gaps,
    summary,
    ...body,
    problems: inOrder(previous ? aged(body.problems, previous, generatedAt) : body.problems, body.databases),
    ...(acceptances.length > 0 && { acceptances }),
    ...(previous && {
      changes: changesBetween(previous, { ...body, scope, gaps }),
      runs: pastRuns(previous, { generatedAt, complete, scope, summary }),
    }),
  }
}

/** Every part that does not say so already names its account. */
function inItsAccount(report: Report, accountId: string): Report {
  return {
    ...report,
    hosts: report.hosts.map((host) => ({ ...host, accountId })),
    databases: report.databases.map((database) => ({ ...database, accountId })),
    tunnels: report.tunnels.map((tunnel) => ({ ...tunnel, accountId })),
  }
}

function scopeOf(reports: readonly Report[], results: readonly AccountResult[], run: MergedRun): Scope {
  const all = (field: 'regions' | 'vpcIds' | 'hostIds') => [
    ...new Set(reports.flatMap(({ scope }) => scope[field] ?? [])),
  ]
  const [vpcIds, hostIds] = [all('vpcIds'), all('hostIds')]
  return {
    accountId: run.accountId,
    partition: run.partition,
    regions: all('regions'),
    ...(vpcIds.length > 0 && { vpcIds }),
    ...(hostIds.length > 0 && { hostIds }),
    ...(run.configFile !== undefined && { config: run.configFile }),
    accounts: accountScopes(results),
  }
}

/** Whatever nobody looked at leaves every check undecided. */
function failedGap(result: AccountResult): Gap[] {
  if (!('failure' in result)) return []
  const { accountId, region = 'global', failure } = result
  const { api, outcome, message } = failure
  return [{ api, accountId, region, outcome, message, affects: CATALOGUE.map(({ id }) => id) }]
}

/** Reports of several regions of one account each have the gaps of IAM. */
function distinctGaps(gaps: readonly Gap[]): Gap[] {
  const key = ({ accountId, region, api, outcome }: Gap) => [accountId, region, api, outcome].join(' ')
  return [...new Map(gaps.map((gap) => [key(gap), gap])).values()]
}

function sumOf(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums = new Map<string, number>()
  for (const [api, count] of counts.flatMap((each) => Object.entries(each))) sums.set(api, (sums.get(api) ?? 0) + count)
  return Object.fromEntries(sums)
}

function aged(problems: readonly Problem[], previous: Report, now: string): Problem[] {
  const accounts = groupBy(problems, ({ subjects: [first] }) => first?.accountId ?? '')
  return [...accounts].flatMap(([accountId, own]) => withSince(own, previous, now, accountId))
}

function inOrder(problems: readonly Problem[], databases: Report['databases']): Problem[] {
  const kept = groupBy(databases, ({ problem }) => problem)
  return problems.toSorted(mostConsequentialFirst(({ key }) => kept.get(key)?.length ?? 0))
}

/** Those that have expired, and those that matched nothing anywhere: what was not looked at may have what they are for. */
function idleAcceptances(reports: readonly Report[], gaps: readonly Gap[]): NonNullable<Report['acceptances']> {
  const all = reports.flatMap(({ acceptances = [] }) => acceptances)
  const alike = groupBy(all, (each) => JSON.stringify(each))
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const everywhere =
      others.length + 1 === reports.length && gaps.every(({ affects }) => affects.length < CATALOGUE.length)
    return first.problem === 'expired' || everywhere ? [first] : []
  })
}
