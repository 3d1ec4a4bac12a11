import { createHash } from 'node:crypto'
import * as z from 'zod'
import { getFile, type KnownFile, putUnchanged, type ReportFolder } from '../publish/s3-report.js'

/** `by`: the invocation that began; `until`: when it has ended for certain. */
const runSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('started'), by: z.string().optional(), until: z.iso.datetime() }),
  z.object({ state: z.enum(['failed', 'done']) }),
])
type Run = z.infer<typeof runSchema>

/** One delivery of an event. */
export interface Delivery {
  eventId: string
  /** Of the invocation; Lambda tries again under the same id, and only after the attempt before has ended. */
  requestId?: string
  /** When this invocation has ended for certain. */
  until: Date
}

/** The right to publish what one event asked for. */
export interface ClaimedRun {
  /** @param failed then another delivery of the event tries again */
  ended(failed: boolean): Promise<void>
}

/**
 * Events are delivered at least once: the first delivery publishes, another one does so only where the first one failed, or
 * has ended without a word.
 * @returns `undefined` where it is not ours to publish
 */
export async function claimRun(
  { eventId, requestId, until }: Delivery,
  folder: ReportFolder,
  now: () => Date,
): Promise<ClaimedRun | undefined> {
  const name = `runs/${createHash('sha256').update(eventId).digest('hex')}.json`
  const put = (run: Run, known: KnownFile | undefined) =>
    putUnchanged(folder, name, JSON.stringify(run), 'application/json', known)
  const ended = async (failed: boolean) => {
    await put({ state: failed ? 'failed' : 'done' }, await getFile(folder, name))
  }
  const started: Run = { state: 'started', until: until.toISOString(), ...(requestId && { by: requestId }) }
  if (await put(started, undefined)) return { ended }
  const known = await getFile(folder, name)
  if (known === undefined || !isOurs(known.text, requestId, now())) return undefined
  return (await put(started, known)) ? { ended } : undefined
}

function isOurs(text: string, requestId: string | undefined, now: Date): boolean {
  const { data: run } = runSchema.safeParse(JSON.parse(text))
  if (run?.state !== 'started') return run?.state === 'failed'
  return (requestId !== undefined && run.by === requestId) || now.getTime() > Date.parse(run.until)
}
