import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { beforeEach, describe, expect, it } from 'vitest'
import { claimRun, type Delivery } from '../../src/app/claim-run.js'
import type { PublishResult } from '../../src/app/publish.js'
import { publishOnce } from '../../src/app/publish-once.js'
import { fakeBucket } from '../support/bucket.js'

const { s3, files, folder, fill } = fakeBucket()
const START = Date.parse('2026-11-24T06:00:00Z')
const MINUTE = 60_000
const at = (milliseconds: number) => () => new Date(START + milliseconds)
const now = at(0)
/** An invocation that may run for ten minutes. */
const delivery = (requestId?: string): Delivery => ({
  ...{ eventId: 'one', until: at(10 * MINUTE)() },
  ...(requestId !== undefined && { requestId }),
})

beforeEach(fill)

describe('an event that is delivered twice', () => {
  it('is published by the first one that gets to it', async () => {
    const claims = await Promise.all([claimRun(delivery('a'), folder, now), claimRun(delivery('b'), folder, now)])
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1)
    await claims.find((claim) => claim !== undefined)?.ended(false)
    expect(await claimRun(delivery('b'), folder, at(60 * MINUTE))).toBeUndefined()
    expect(await claimRun({ ...delivery(), eventId: 'another' }, folder, now)).toBeDefined()
  })

  it('is published by the second one where the first one failed', async () => {
    await (await claimRun(delivery('a'), folder, now))?.ended(true)
    expect(await claimRun(delivery('b'), folder, now)).toBeDefined()
    expect(await claimRun(delivery('c'), folder, now)).toBeUndefined()
  })

  it('is not published by the second one as long as the first one may still run, however slow it is', async () => {
    await claimRun(delivery('a'), folder, now)
    expect(await claimRun(delivery('b'), folder, at(9 * MINUTE))).toBeUndefined()
    expect(await claimRun(delivery('b'), folder, at(10 * MINUTE + 1))).toBeDefined()
  })

  it('is published by what Lambda tries again after a crash', async () => {
    await claimRun(delivery('a'), folder, now)
    expect(await claimRun(delivery('a'), folder, at(MINUTE))).toBeDefined()
  })
})

describe('publishing once', () => {
  const result: PublishResult = {
    locations: ['s3://there'],
    published: [
      { destination: 's3', outcome: 'done', message: 'the latest report' },
      { destination: 'sns', outcome: 'done', message: 'told' },
    ],
  }
  let times = 0
  const publish = async () => {
    times += 1
    return result
  }
  beforeEach(() => {
    times = 0
  })

  it('does so for one delivery, and says of the other why it did not', async () => {
    expect(await publishOnce(delivery('a'), { folder, now }, publish)).toEqual(result)
    const again = await publishOnce(delivery('b'), { folder, now }, publish)
    expect(again.published).toMatchObject([{ destination: 's3', outcome: 'skipped' }])
    expect(times).toBe(1)
  })

  it('always does so for what is no event, or without a bucket', async () => {
    for (const where of [folder, folder, undefined])
      await publishOnce(where && undefined, { folder: where, now }, publish)
    await publishOnce(delivery('a'), { folder: undefined, now }, publish)
    expect(times).toBe(4)
    expect(files.size).toBe(0)
  })

  it('tells the others where the bucket cannot say whether it has been, and says that', async () => {
    s3.on(PutObjectCommand).rejects(new Error('AccessDenied'))
    const { published } = await publishOnce(delivery('a'), { folder, now }, publish)
    expect(published).toMatchObject([
      { destination: 's3', outcome: 'failed', message: expect.stringContaining('AccessDenied') },
      { destination: 'sns', outcome: 'done' },
    ])
  })

  it('hides no report where its end cannot be noted', async () => {
    s3.on(GetObjectCommand).rejects(new Error('AccessDenied'))
    const { locations, published } = await publishOnce(delivery('a'), { folder, now }, publish)
    expect(locations).toEqual(result.locations)
    expect(published[0]).toMatchObject({ outcome: 'failed', message: expect.stringContaining('could not be noted') })
  })

  it('lets another delivery try where publishing itself broke', async () => {
    const broken = () => Promise.reject(new Error('a defect'))
    await expect(publishOnce(delivery('a'), { folder, now }, broken)).rejects.toThrow('a defect')
    expect(await publishOnce(delivery('b'), { folder, now }, publish)).toEqual(result)
  })
})
