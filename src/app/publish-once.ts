import type { ReportFolder } from '../publish/s3-report.js'
import { type ClaimedRun, claimRun, type Delivery } from './claim-run.js'
import type { PublishResult } from './publish.js'
import { messageOf } from './told.js'

/**
 * Publishes what one delivery of an event asked for, unless another one has. A bucket that cannot say whether it has stops
 * no message: told twice is better than not at all.
 */
export async function publishOnce(
  delivery: Delivery | undefined,
  { folder, now }: { folder: ReportFolder | undefined; now: () => Date },
  publish: () => Promise<PublishResult>,
): Promise<PublishResult> {
  if (delivery === undefined || folder === undefined) return publish()
  let run: ClaimedRun | undefined
  try {
    run = await claimRun(delivery, folder, now)
    if (run === undefined) return OTHERS
  } catch (error) {
    return withRemark(await publish(), `whether this event has been published before is not known: ${messageOf(error)}`)
  }
  try {
    const result = await publish()
    return await ended(run, result)
  } catch (error) {
    await run.ended(true)
    throw error
  }
}

async function ended(run: ClaimedRun, result: PublishResult): Promise<PublishResult> {
  try {
    await run.ended(false)
    return result
  } catch (error) {
    return withRemark(result, `that this event has been published could not be noted: ${messageOf(error)}`)
  }
}

const OTHERS: PublishResult = {
  locations: [],
  published: [
    {
      destination: 's3',
      outcome: 'skipped',
      message: 'another delivery of this event has published, or is about to',
    },
  ],
}

/** The bucket did not do all that it is there for. */
const withRemark = ({ locations, published }: PublishResult, remark: string): PublishResult => ({
  locations,
  published: published.map((each) =>
    each.destination === 's3' ? { ...each, outcome: 'failed', message: `${each.message}; ${remark}` } : each,
  ),
})
