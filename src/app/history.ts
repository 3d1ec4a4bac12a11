import { resolve } from 'node:path'
import pLimit from 'p-limit'
import { hasCode, shortMessage } from '../aws/errors.js'
import { identify } from '../aws/identity.js'
import { LARGEST, readText } from '../files/read-text.js'
import { parsePastReport } from '../files/report-file.js'
import { reportFilesIn } from '../files/report-folder.js'
import type { Env } from '../model/env.js'
import { UsageError } from '../model/errors.js'
import type { History, PastReport } from '../model/history.js'
import { changeLine } from '../publish/change-lines.js'
import { publishedReports, readPublished } from '../publish/published-reports.js'
import { historyOf } from '../report/history.js'
import { openClients } from './account.js'

export interface HistoryRequest {
  /** A folder, or `s3://BUCKET/PREFIX`. */
  from: string
  /** `2026-11-01` (UTC) or a time of ISO 8601. */
  since?: string
  cwd: string
  profile?: string
  /** Of the bucket. */
  region?: string
  env: Env
}

/** Where reports are: names of them, and the text behind a name. */
interface Place {
  sources: string[]
  read(source: string): Promise<string>
  close(): void
}

const READS_AT_ONCE = 8

/**
 * What published reports say of the time that they span. One that cannot be read is named in `unreadable`.
 * @throws UsageError for a place without reports or a date that is none
 */
export async function history(request: HistoryRequest): Promise<History> {
  const since = request.since === undefined ? undefined : timeOf(request.since)
  const { from } = request
  const place = from.startsWith('s3:') ? await bucketPlace(request) : await folderPlace(request)
  try {
    if (place.sources.length === 0) throw new UsageError(`--from ${from} holds no report (report.json).`)
    const reports: PastReport[] = []
    const unreadable: History['unreadable'] = []
    const limit = pLimit(READS_AT_ONCE)
    await limit.map(place.sources, async (source) => {
      try {
        reports.push(parsePastReport(await place.read(source), source))
      } catch (error) {
        unreadable.push({ source, reason: reasonOf(error, source) })
      }
    })
    unreadable.sort((a, b) => (a.source < b.source ? -1 : 1))
    const { changes, ...found } = historyOf(reports, since)
    return {
      ...{ from, ...(since !== undefined && { since }), ...found, unreadable },
      changes: changes.map((change) => ({ ...change, line: changeLine(change) })),
    }
  } finally {
    place.close()
  }
}

/** Without the name of the source, which stands before it. */
function reasonOf(error: unknown, source: string): string {
  const message = error instanceof UsageError ? error.message : shortMessage(error)
  return message.replace(source, '').replace(/^[:\s]+/, '')
}

/** @throws UsageError */
function timeOf(text: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.exec(text)
  const time = match ? new Date(text) : undefined
  // JavaScript takes February 30 for a day in March.
  const isDay = new Date(`${match?.[1]}T00:00:00Z`)
  if (!time || Number.isNaN(time.getTime()) || !isDay.toJSON()?.startsWith(match?.[1] ?? ''))
    throw new UsageError(
      `--since: expected a day (2026-11-01, UTC) or a time (2026-11-01T06:00:00Z), got ${JSON.stringify(text)}.`,
    )
  return time.toISOString()
}

async function folderPlace({ from, cwd }: HistoryRequest): Promise<Place> {
  const sources = await reportFilesIn(resolve(cwd, from), `--from ${from}`)
  return { sources, read: (file) => readText(file, file, LARGEST.account), close: () => undefined }
}

async function bucketPlace({ from, profile, region: wish, env }: HistoryRequest): Promise<Place> {
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]+[a-z0-9])(?:\/(.*))?$/.exec(from) ?? []
  if (bucket === undefined)
    throw new UsageError(`--from: expected a folder or s3://BUCKET/PREFIX, got ${JSON.stringify(from)}.`)
  const { clients, region } = await openClients({
    ...{ env, ...(profile !== undefined && { profile }), ...(wish !== undefined && { region: wish }) },
  })
  try {
    await identify(clients, region)
    const s3 = clients.s3(region)
    const start = `s3://${bucket}/`
    const sources = (await publishedReports(s3, bucket, prefix)).map((key) => start + key)
    return {
      sources,
      read: (source) => readPublished(s3, bucket, source.slice(start.length)),
      close: () => clients.destroy(),
    }
  } catch (error) {
    clients.destroy()
    if (hasCode(error, ['PermanentRedirect']))
      throw new UsageError(`--from ${from}: the bucket is not in ${region}; name its region with --region.`, {
        cause: error,
      })
    if (hasCode(error, ['NoSuchBucket'])) throw new UsageError(`--from ${from}: no such bucket.`, { cause: error })
    throw error
  }
}
