import { type Account, openLiveAccount } from '../app/account.js'
import { type AuditDependencies, runAudit, snapshotOf } from '../app/audit.js'
import { claimRun } from '../app/claim-run.js'
import { lastPublished } from '../app/latest.js'
import { probeTunnels } from '../app/probe.js'
import { type PublishResult, publishReport, reportFolder } from '../app/publish.js'
import { countFailures, publishersOf, secretsOf } from '../app/publishers.js'
import { keepReport, type Renderers } from '../app/put-report.js'
import type { Published } from '../model/destinations.js'
import type { Env } from '../model/env.js'
import { UsageError } from '../model/errors.js'
import type { Report } from '../model/report.js'
import { eventId, isSchedule, parseAuditEvent } from './events.js'
import { lambdaSettings } from './settings.js'
import { type LambdaContext, remainingTime } from './time.js'

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

/**
 * The audit function: the report of the scope that the event or the environment names. A schedule publishes, and so
 * does an event that says `publish`.
 * @throws UsageError naming the field of the event or the variable of the environment
 */
export async function auditOnLambda(
  event: unknown,
  env: Env,
  renderers: Renderers,
  context?: LambdaContext,
  maxResponse = MAX_RESPONSE,
): Promise<(Report | ShortReport) & { published?: Published[] }> {
  const { regions, publish = isSchedule(event), formats = [], probe, ...request } = parseAuditEvent(event)
  const settings = lambdaSettings(env)
  const { bucket, config, publish: destinations } = settings
  // Without a bucket nobody remembers when a tunnel was last tried: a schedule might try it every minute.
  const probed = probe ?? (isSchedule(event) && settings.probe && bucket !== undefined)
  const asked = event !== null && typeof event === 'object' && 'publish' in event && publish
  if (asked && bucket === undefined && config.slack === undefined && destinations.length === 0)
    throw new UsageError(
      'audit event: publish: neither a bucket (SSM_READY_BUCKET) nor slack nor another destination (SSM_READY_PUBLISH) is configured.',
    )
  if (formats.some((format) => format !== 'json') && !(publish && bucket !== undefined))
    throw new UsageError('audit event: formats: anything but json needs publish and a bucket (SSM_READY_BUCKET).')
  const account = await openLiveAccount({ regions: regions ?? settings.regions, env })
  const folder = reportFolder(account, bucket, env['AWS_REGION'])
  const last = (publish || probed) && folder ? await lastPublished(folder) : undefined
  const previous = last?.report
  const time = remainingTime(context)
  const takeSnapshot = snapshotOf(account, config, time ? { signal: time.signal } : {})
  const { report } = await runAudit(
    { ...withoutUndefined(request), ...(publish && previous && { previous }) },
    { config, takeSnapshot, now: account.now, ...(probed && { probe: prober({ account, env, previous, time }) }) },
  )
  const tooLarge = Buffer.byteLength(JSON.stringify(report)) > maxResponse
  if (publish) {
    const home = env['AWS_REGION'] || account.regions[0] || ''
    const { locations, published } = await publishOnce(eventId(event), folder, account.now, async () =>
      publishReport(report, formats, last, {
        ...{ config, renderers, now: account.now, whole: Object.keys(withoutUndefined(request)).length === 0 },
        secret: secretsOf(account, env, home),
        publishers: publishersOf(settings, account, { env, home, renderers }),
        ...(folder && { folder }),
      }),
    )
    if (settings.publish.includes('metrics')) countFailures(published)
    return { ...(tooLarge ? shortened(report, locations[0]) : report), published }
  }
  if (!tooLarge) return report
  return shortened(report, folder && (await keepReport(report, folder)))
}

/** Of an event that may come twice. */
async function publishOnce(
  id: string | undefined,
  folder: ReturnType<typeof reportFolder>,
  now: () => Date,
  publish: () => Promise<PublishResult>,
): Promise<PublishResult> {
  if (id === undefined || folder === undefined) return publish()
  const run = await claimRun(id, folder, now)
  const message = 'another delivery of this event has published, or is about to'
  if (!run) return { locations: [], published: [{ destination: 's3', outcome: 'skipped', message }] }
  try {
    const result = await publish()
    await run.ended(false)
    return result
  } catch (error) {
    await run.ended(true)
    throw error
  }
}

/** Little less than a day: a daily schedule is not to miss a day by a second. */
const ONCE_A_DAY = 23 * 3_600_000
/** Milliseconds: as long as sessions may be started, and what the last of them may take. */
const LONGEST_PROBE = 5 * 60_000
const LAST_PROBE = 45_000

/** Each tunnel at most once a day, as far as the last published report tells. */
function prober({
  account,
  env,
  previous,
  time,
}: {
  account: Account
  env: Env
  previous: Report | undefined
  time: ReturnType<typeof remainingTime>
}): NonNullable<AuditDependencies['probe']> {
  return async (report, snapshot) => {
    const left = time === undefined ? LONGEST_PROBE : time.deadline.getTime() - Date.now() - LAST_PROBE
    return probeTunnels(report, snapshot, {
      account,
      env,
      limit: Math.min(LONGEST_PROBE, left),
      signal: time?.signal ?? new AbortController().signal,
      ...(previous && { pause: { milliseconds: ONCE_A_DAY, previous } }),
    })
  }
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
