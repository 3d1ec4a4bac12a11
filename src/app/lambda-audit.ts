import { UsageError } from '../model/errors.js'
import type { Report } from '../model/report.js'
import { putReport } from '../publish/s3-report.js'
import { type Account, openLiveAccount } from './account.js'
import { runAudit, snapshotOf } from './audit.js'
import { parseAuditEvent } from './events.js'
import { type Env, lambdaSettings } from './lambda-settings.js'
import { type LambdaContext, remainingTime } from './lambda-time.js'

/** A report that is too large for the answer of a function: everything but its lists. */
export type ShortReport = Omit<Report, 'vpcs' | 'hosts' | 'databases' | 'tunnels' | 'findings' | 'changes'> & {
  truncated: true
  /** `s3://` address of the whole. */
  location?: string
  note: string
}

/**
 * Bytes of JSON that a function may answer with.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_RESPONSE = 6 * 1024 * 1024

/** The audit function: the report of the scope that the event or the environment names. */
export async function auditOnLambda(
  event: unknown,
  env: Env,
  context?: LambdaContext,
  maxResponse = MAX_RESPONSE,
): Promise<Report | ShortReport> {
  const { regions, publish = false, ...request } = parseAuditEvent(event)
  const settings = lambdaSettings(env)
  if (publish && settings.bucket === undefined)
    throw new UsageError('audit event: publish: no bucket is configured (SSM_READY_BUCKET).')
  const account = await openLiveAccount({ regions: regions ?? settings.regions, env })
  const time = remainingTime(context)
  const takeSnapshot = snapshotOf(account, settings.config, time ? { signal: time.signal } : {})
  const { report } = await runAudit(withoutUndefined(request), {
    config: settings.config,
    takeSnapshot,
    now: account.now,
  })
  const tooLarge = Buffer.byteLength(JSON.stringify(report)) > maxResponse
  const location = publish || tooLarge ? await put(report, account, env, settings.bucket) : undefined
  return tooLarge ? shortened(report, location) : report
}

async function put(report: Report, { clients, regions }: Account, env: Env, bucket?: string) {
  if (bucket === undefined) return undefined
  const home = env['AWS_REGION'] || regions[0]
  return home === undefined ? undefined : putReport(clients.s3(home), bucket, report)
}

function shortened(report: Report, location: string | undefined): ShortReport {
  const { vpcs, hosts, databases, tunnels, findings, changes, ...head } = report
  const counts = `${vpcs.length} VPCs, ${hosts.length} hosts, ${databases.length} databases, ${tunnels.length} tunnels, ${findings.length} findings and ${changes?.length ?? 0} changes`
  const where =
    location === undefined
      ? 'set SSM_READY_BUCKET to have the whole report put there, or audit fewer regions or VPCs'
      : `the whole report is at ${location}`
  return {
    ...head,
    truncated: true,
    ...(location !== undefined && { location }),
    note: `The report is too large for the answer of a Lambda function (${counts} are left out): ${where}.`,
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

function withoutUndefined<T extends object>(value: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Partial<Defined<T>>
}
