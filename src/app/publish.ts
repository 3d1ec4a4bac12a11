import type { Config } from '../model/config.js'
import type { Published } from '../model/destinations.js'
import type { Format } from '../model/formats.js'
import type { Report } from '../model/report.js'
import type { Occasion, Publisher } from '../publish/publisher.js'
import type { ReportFolder } from '../publish/s3-report.js'
import type { Account } from './account.js'
import type { LastPublished } from './latest.js'
import { type NotifySlack, notifySlack } from './publish-slack.js'
import { putReport, type Renderers } from './put-report.js'

export interface PublishDependencies extends NotifySlack {
  config: Config
  /** Absent where no bucket is configured: then nothing is remembered from run to run. */
  folder?: ReportFolder
  renderers: Renderers
  /** Beside the bucket and Slack. */
  publishers?: readonly Publisher[]
  /** False of an audit of some VPCs, hosts or checks: that is never the latest report. */
  whole?: boolean
}

/** Where an account's reports are kept; `undefined` without a bucket. */
export function reportFolder(
  { clients, identity, regions }: Account,
  bucket: string | undefined,
  bucketRegion: string | undefined,
): ReportFolder | undefined {
  const region = bucketRegion || regions[0]
  if (bucket === undefined || region === undefined) return undefined
  return { s3: clients.s3(region), bucket, accountId: identity.accountId, regions }
}

/** What was published where; the addresses in the bucket, the JSON report first. */
export interface PublishResult {
  locations: string[]
  published: Published[]
}

/**
 * Puts the report into the bucket, and tells every other destination what it does not know yet. One that fails stops none
 * of the others: what became of each is part of the result.
 */
export async function publishReport(
  report: Report,
  formats: readonly Format[],
  last: LastPublished | undefined,
  dependencies: PublishDependencies,
): Promise<PublishResult> {
  const { folder, publishers = [], now } = dependencies
  const previous = last?.report
  const stored = folder && (await putReport(report, formats, last, { ...dependencies, folder }))
  const occasion: Occasion = { report, previous, link: linkOf(stored?.link, dependencies), now: now() }
  const others = await Promise.all([
    told('slack', () => notifySlack(occasion, dependencies)),
    ...publishers.map((publisher) => told(publisher.destination, () => publisher.publish(occasion))),
  ])
  const configured = others.filter(({ destination }) => destination !== 'slack' || dependencies.config.slack)
  return { locations: stored?.locations ?? [], published: [...(stored ? [stored.published] : []), ...configured] }
}

const linkOf = (stored: string | undefined, { config }: PublishDependencies) => config.slack?.reportUrl ?? stored

async function told(
  destination: Published['destination'],
  publish: () => Promise<string | undefined>,
): Promise<Published> {
  try {
    const message = await publish()
    return { destination, outcome: message === undefined ? 'skipped' : 'done', message: message ?? 'nothing was due' }
  } catch (error) {
    return { destination, outcome: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}
