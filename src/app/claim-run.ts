import { createHash } from 'node:crypto'
import * as z from 'zod'
import { getFile, putUnchanged, type ReportFolder } from '../publish/s3-report.js'

const runSchema = z.object({ state: z.enum(['started', 'failed', 'done']), at: z.iso.datetime() })
type Run = z.infer<typeof runSchema>

/** Milliseconds after which somebody who began to publish, and did not say how it went, is thought to be gone. */
const LONGEST = 60_000

/** The right to publish what one event asked for. */
export interface ClaimedRun {
  /** @param failed then another delivery of the event tries again */
  ended(failed: boolean): Promise<void>
}

/**
 * Events are delivered at least once: the first delivery publishes, another one does so only where the first one failed.
 * @returns `undefined` where it is not ours to publish
 */
export async function claimRun(
  eventId: string,
  folder: ReportFolder,
  now: () => Date,
): Promise<ClaimedRun | undefined> {
  const name = `runs/${createHash('sha256').update(eventId).digest('hex')}.json`
  const put = (state: Run['state'], known: Parameters<typeof putUnchanged>[4]) =>
    putUnchanged(folder, name, JSON.stringify({ state, at: now().toISOString() }), 'application/json', known)
  const ended = async (failed: boolean) => {
    await put(failed ? 'failed' : 'done', await getFile(folder, name))
  }
  if (await put('started', undefined)) return { ended }
  const known = await getFile(folder, name)
  if (known === undefined || !isOver(known.text, now())) return undefined
  return (await put('started', known)) ? { ended } : undefined
}

function isOver(text: string, now: Date): boolean {
  const run = runSchema.safeParse(JSON.parse(text))
  if (!run.success) return false
  return (
    run.data.state === 'failed' || (run.data.state === 'started' && now.getTime() - Date.parse(run.data.at) > LONGEST)
  )
}
