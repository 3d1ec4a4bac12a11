import { createHash } from 'node:crypto'
import type { AccountResult } from '../../model/account-result.js'
import type { Config } from '../../model/config.js'
import type { Destination, Published } from '../../model/destinations.js'
import type { Env } from '../../model/env.js'
import { STATUSES } from '../../model/finding.js'
import type { Report, Summary } from '../../model/report.js'
import type { Publisher } from '../../publish/publisher.js'
import type { ReportFolder } from '../../publish/s3-report.js'
import { mergeReports } from '../../report/merge-reports.js'
import type { Account } from '../account.js'
import { remember } from '../memory.js'
import { publishReport } from '../publish.js'
import { publishOnce } from '../publish-once.js'
import type { Renderers } from '../put-report.js'
import { TOOL_VERSION } from '../version.js'
import { runResults } from './run-results.js'

export interface SummaryDependencies {
  account: Account
  config: Config
  renderers: Renderers
  publishers: readonly Publisher[]
  secret: (name: string) => Promise<string>
  env: Env
  /** Of the run, and of the organisation's reports. */
  folders: { run: ReportFolder; organization: ReportFolder }
  /** Of this invocation. */
  delivery: { requestId?: string; until: Date }
}

/** What Step Functions hears of a run: the report is in the bucket. */
export interface RunSummary {
  run: string
  complete: boolean
  accounts: number
  failedAccounts: number
  vpcs: Summary['vpcs']
  locations: string[]
  published: Published[]
}

/**
 * The one report of a run, published. The same results are published once, whoever asks again; a run that has come to more
 * since is published anew.
 */
export async function summarizeRun(dependencies: SummaryDependencies): Promise<RunSummary> {
  const { account, config, renderers, publishers, secret, env, folders, delivery } = dependencies
  const { run, results, failedAccounts } = await runResults(folders.run, slim)
  const memory = await remember(folders.organization)
  const now = account.now()
  const merged = mergeReports(results, {
    ...{ accountId: account.identity.accountId, partition: account.identity.partition, toolVersion: TOOL_VERSION, now },
    durationMs: now.getTime() - Date.parse(run.startedAt),
    ...(memory.previous && { previous: memory.previous }),
  })
  const report = { ...merged, summary: { ...merged.summary, findings: allFindings(results) } }
  const { locations, published } = await publishOnce(
    { ...delivery, eventId: `organization ${run.run} ${fingerprint(results)}` },
    { folder: folders.organization, now: account.now },
    () =>
      publishReport(report, [], memory, {
        config,
        renderers,
        publishers,
        secret,
        env,
        now: account.now,
        folder: folders.organization,
      }),
  )
  return {
    ...{ run: run.run, complete: report.complete, vpcs: report.summary.vpcs, locations, published },
    accounts: report.scope.accounts?.length ?? 0,
    failedAccounts: failedAccounts.length,
  }
}

/** What passes, and what does not apply, stays in the reports of the regions: of thousands of accounts it is nearly all there is. */
function slim(report: Report): Report {
  const findings = report.findings.filter(({ status }) => status !== 'pass' && status !== 'skip')
  return { ...report, findings }
}

const reportsOf = (results: readonly AccountResult[]) =>
  results.flatMap((result) => ('report' in result ? [result.report] : []))

/** Of all findings, those that the report of all does without included. */
function allFindings(results: readonly AccountResult[]): Summary['findings'] {
  const counts = reportsOf(results).map(({ summary }) => summary.findings)
  const sum = (status: (typeof STATUSES)[number]) => counts.reduce((so, count) => so + count[status], 0)
  return Object.fromEntries(STATUSES.map((status) => [status, sum(status)])) as Summary['findings']
}

/** The same where nothing has been added to a run. */
function fingerprint(results: readonly AccountResult[]): string {
  const words = results.map((result) => [
    ...[result.accountId, 'report' in result ? `${result.report.scope.regions} ${result.report.generatedAt}` : ''],
  ])
  return createHash('sha256').update(JSON.stringify(words)).digest('hex')
}

/** What destinations of one account alone are told of an organisation. */
export const ofOneAccountAlone = (destination: Destination): Publisher => ({
  destination,
  publish: async () => ({ skipped: 'it takes what is of its own account alone' }),
})

export const ONE_ACCOUNT: ReadonlySet<Destination> = new Set(['compliance', 'security-hub'])
