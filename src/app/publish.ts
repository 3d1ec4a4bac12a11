import type { Config } from '../model/config.js'
import type { Published } from '../model/destinations.js'
import type { Format } from '../model/formats.js'
import type { Report } from '../model/report.js'
import type { Occasion, Publisher } from '../publish/publisher.js'
import type { ReportFolder } from '../publish/s3-report.js'
import type { Account } from './account.js'
import type { Memory } from './memory.js'
import { type NotifySlack, notifies, notifySlack } from './publish-slack.js'
import { putReport, type Renderers } from './put-report.js'
import { told } from './told.js'

export interface PublishDependencies extends NotifySlack {
  config: Config
  /** Absent where no bucket is configured: then nothing is remembered from run to run. */
  folder?: ReportFolder
  renderers: Renderers
  /** Beside the bucket and Slack. */
  publishers?: readonly Publisher[]
  /** False of an audit of some VPCs, hosts or checks: that is never the latest report. */
  whole?: boolean
  /** False of an audit of other regions, too. */
  asConfigured?: boolean
}

/** Where an account's reports are kept; `undefined` without a bucket. */
export function reportFolder(
  { clients, identity, regions }: Account,
  bucket: string | undefined,
  bucketRegion: string | undefined,
): ReportFolder | undefined {
  const region = bucketRegion || regions[0]
  if (bucket === undefined || region === undefined) return undefined
  return { s3: clients.s3(region), bucket, bucketRegion: region, accountId: identity.accountId, regions }
}

/** What was published where; the addresses in the bucket, the JSON report first. */
export interface PublishResult {
  locations: string[]
  published: Published[]
}

/**
 * Puts the report into the bucket, and tells every other destination what it does not know yet. One that fails, the bucket
 * included, stops none of the others: what became of each is part of the result.
 */
export async function publishReport(
  report: Report,
  formats: readonly Format[],
  memory: Memory,
  dependencies: PublishDependencies,
): Promise<PublishResult> {
  const { config, folder, publishers = [], whole = true, asConfigured = whole, now } = dependencies
  const stored = folder && (await putReport(report, formats, memory, { ...dependencies, folder }))
  const occasion: Occasion = {
    ...{ report, previous: memory.previous, whole, asConfigured, now: now() },
    link: config.slack?.reportUrl ?? stored?.link,
    ...(memory.lost !== undefined && { lost: memory.lost }),
  }
  const others = await Promise.all([
    ...(notifies(config) ? [told('slack', () => notifySlack(occasion, dependencies))] : []),
    ...publishers.map(async (publisher) => {
      const published = await told(publisher.destination, () => publisher.publish(occasion))
      return publisher.isUnasked && published.outcome !== 'failed' ? [] : published
    }),
  ])
  return { locations: stored?.locations ?? [], published: [...(stored ? [stored.published] : []), ...others.flat()] }
}
