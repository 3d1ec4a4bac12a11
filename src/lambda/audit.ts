import { type Account, openLiveAccount } from '../app/account.js'
import { type AuditDependencies, runAudit, snapshotOf, type TakeSnapshot } from '../app/audit.js'
import type { Delivery } from '../app/claim-run.js'
import { remember } from '../app/memory.js'
import { probeTunnels } from '../app/probe.js'
import { publishReport, reportFolder } from '../app/publish.js'
import { publishOnce } from '../app/publish-once.js'
import { notifies } from '../app/publish-slack.js'
import { countFailures, publishersOf, secretsOf } from '../app/publishers.js'
import { keepReport, type Renderers } from '../app/put-report.js'
import { messageOf } from '../app/told.js'
import type { Published } from '../model/destinations.js'
import type { Env } from '../model/env.js'
import { UsageError } from '../model/errors.js'
import type { Report } from '../model/report.js'
import { eventId, isSchedule, parseAuditEvent } from './events.js'
import { lambdaSettings } from './settings.js'
import { type LambdaContext, latestEnd, remainingTime } from './time.js'
import { traced, tracedPublishers } from './tracing.js'

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
): Promise<Report | ShortReport> {
  const { regions, publish = isSchedule(event), formats = [], probe, ...request } = parseAuditEvent(event)
  const settings = lambdaSettings(env)
  const { bucket, config, publish: destinations } = settings
  // Without a bucket nobody remembers when a tunnel was last tried: a schedule might try it every minute.
  const probed = probe ?? (isSchedule(event) && settings.probe && bucket !== undefined)
  const asked = event !== null && typeof event === 'object' && 'publish' in event && publish
  if (asked && bucket === undefined && !notifies(config) && destinations.length === 0)
    throw new UsageError(
      'audit event: publish: neither a bucket (SSM_READY_BUCKET) nor slack nor another destination (SSM_READY_PUBLISH) is configured.',
    )
  if (formats.some((format) => format !== 'json') && !(publish && bucket !== undefined))
    throw new UsageError('audit event: formats: anything but json needs publish and a bucket (SSM_READY_BUCKET).')
  const account = await openLiveAccount({ regions: regions ?? settings.regions, env })
  const folder = reportFolder(account, bucket, env['AWS_REGION'])
  const memory = (publish || probed) && folder ? await remember(folder) : {}
  // When a tunnel was last tried is not known then, either. Who asks for it in so many words is told.
  if (probe && memory.lost !== undefined) throw new UsageError(`audit event: probe: ${memory.lost}`)
  const { previous } = memory
  const time = remainingTime(context, publish)
  const read = snapshotOf(account, config, time ? { signal: time.signal } : {})
  const takeSnapshot: TakeSnapshot = (select) => traced('read the account', () => read(select))
  const probing = probed && memory.lost === undefined && { probe: prober({ account, env, previous, time }) }
  const { report } = await runAudit(
    { ...withoutUndefined(request), ...(publish && previous && { previous }) },
    { config, takeSnapshot, now: account.now, ...probing },
  )
  const tooLarge = Buffer.byteLength(JSON.stringify(report)) > maxResponse
  if (!publish) return tooLarge ? shortened(report, await kept(report, folder)) : report

  const home = env['AWS_REGION'] || account.regions[0] || ''
  const whole = Object.keys(withoutUndefined(request)).length === 0
  const { locations, published } = await publishOnce(delivery(event, context), { folder, now: account.now }, async () =>
    traced('publish', () =>
      publishReport(report, formats, memory, {
        env,
        ...{ config, renderers, now: account.now, whole, asConfigured: whole && regions === undefined },
        secret: secretsOf(account, env, home),
        publishers: tracedPublishers(publishersOf(settings, account, { env, home, renderers })),
        ...(folder && { folder }),
      }),
    ),
  )
  countFailures(published, env)
  const answer = tooLarge ? shortened(report, whereIs(locations[0], published)) : report
  return published.length === 0 ? answer : { ...answer, published }
}

/** What tells this delivery of an event from others. */
function delivery(event: unknown, context: LambdaContext | undefined): Delivery | undefined {
  const id = eventId(event)
  if (id === undefined) return undefined
  return {
    ...{ eventId: id, until: latestEnd(context) },
    ...(context?.awsRequestId && { requestId: context.awsRequestId }),
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
    const options = {
      account,
      env,
      limit: Math.min(LONGEST_PROBE, left),
      signal: time?.signal ?? new AbortController().signal,
      ...(previous && { pause: { milliseconds: ONCE_A_DAY, previous } }),
    }
    return traced('probe', () => probeTunnels(report, snapshot, options))
  }
}

/** Where the whole of a report is that is too large for the answer, or why it is nowhere. */
interface Whereabouts {
  location?: string
  where: string
}

const NOWHERE = 'set SSM_READY_BUCKET to have the whole report put there, or audit fewer regions or VPCs'

const at = (location: string): Whereabouts => ({ location, where: `the whole report is at ${location}` })

async function kept(report: Report, folder: ReturnType<typeof reportFolder>): Promise<Whereabouts> {
  if (folder === undefined) return { where: NOWHERE }
  try {
    return at(await keepReport(report, folder))
  } catch (error) {
    return { where: `the whole report could not be put into ${folder.bucket}: ${messageOf(error)}` }
  }
}

function whereIs(location: string | undefined, published: readonly Published[]): Whereabouts {
  if (location !== undefined) return at(location)
  const stored = published.find(({ destination }) => destination === 's3')
  return { where: stored === undefined ? NOWHERE : `the whole report is not in the bucket: ${stored.message}` }
}

function shortened(report: Report, { location, where }: Whereabouts): ShortReport {
  const { vpcs, hosts, databases, tunnels, findings, changes, ...head } = report
  const counts = `${vpcs.length} VPCs, ${hosts.length} hosts, ${databases.length} databases, ${tunnels.length} tunnels, ${findings.length} findings and ${changes?.length ?? 0} changes`
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
