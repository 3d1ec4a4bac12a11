import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { hasCode } from '../aws/errors.js'
import type { LockHolder } from '../model/plan-store.js'

interface Held extends LockHolder {
  /** ISO 8601: a function does not live longer than 15 minutes. */
  until: string
}

/** Milliseconds: longer than any function runs. */
const LEASE = 20 * 60_000

/**
 * Takes a lock that is an object, by a conditional write: S3 lets one of many through. One that has outlived every function
 * is overwritten, on the condition that it still is that one.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function takeObjectLock(
  s3: S3Client,
  place: { Bucket: string; Key: string },
  holder: LockHolder,
): Promise<{ release(): Promise<void> } | { heldBy: LockHolder }> {
  const until = new Date(Date.parse(holder.since) + LEASE).toISOString()
  const put = (condition: { IfNoneMatch: '*' } | { IfMatch: string }) =>
    s3.send(
      new PutObjectCommand({
        ...place,
        ...condition,
        Body: JSON.stringify({ ...holder, until }),
        ContentType: 'application/json',
      }),
    )
  // One that was taken over meanwhile is another's.
  const isMine = (held: Held | undefined) =>
    held?.until === until && held.by === holder.by && held.planId === holder.planId
  const release = {
    release: async () => {
      if (isMine((await read(s3, place))?.held)) await s3.send(new DeleteObjectCommand(place))
    },
  }
  if (await passed(() => put({ IfNoneMatch: '*' }))) return release
  const found = await read(s3, place)
  if (found === undefined) return takeObjectLock(s3, place, holder)
  const { held, tag } = found
  if (Date.parse(held.until) < Date.parse(holder.since) && (await passed(() => put({ IfMatch: tag })))) return release
  return { heldBy: { planId: held.planId, by: held.by, since: held.since } }
}

async function passed(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send()
    return true
  } catch (error) {
    if (hasCode(error, ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'])) return false
    throw error
  }
}

async function read(s3: S3Client, place: { Bucket: string; Key: string }) {
  const answer = await s3.send(new GetObjectCommand(place)).catch((error: unknown) => {
    if (error instanceof NoSuchKey) return undefined
    throw error
  })
  const text = await answer?.Body?.transformToString()
  return text === undefined ? undefined : { held: JSON.parse(text) as Held, tag: answer?.ETag ?? '' }
}
