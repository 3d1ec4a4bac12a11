import { spawnSync } from 'node:child_process'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeLock } from '../../src/files/lock-file.js'
import { PlanFolder } from '../../src/files/plan-folder.js'
import { UsageError } from '../../src/model/errors.js'
import { parsePlan } from '../../src/model/parse-plan.js'
import type { JournalEntry, Plan } from '../../src/model/plan.js'
import type { LockHolder } from '../../src/model/plan-store.js'
import { S3PlanStore } from '../../src/remediate/s3-plan-store.js'

const plan: Plan = {
  schemaVersion: 1,
  planId: 'plan-0123456789abcdef0123',
  createdAt: '2026-11-24T12:00:00.000Z',
  expiresAt: '2026-11-25T12:00:00.000Z',
  factsHash: 'f',
  scope: { accountId: '123456789012', partition: 'aws', regions: ['eu-west-1'], remedies: ['update-agent'] },
  steps: [],
  refused: [
    {
      remedy: 'update-agent',
      subject: { kind: 'host', id: 'i-0a1', region: 'eu-west-1', accountId: '123456789012' },
      reason: 'offline',
      message: 'off',
    },
  ],
  predicted: { vpcs: [], tunnels: [], findings: [] },
  checksum: 'c',
}
const entry = (event: JournalEntry['event']): JournalEntry => ({
  at: plan.createdAt,
  planId: plan.planId,
  stepId: 'update-agent:eu-west-1:i-0a1',
  event,
})
const holder: LockHolder = { planId: plan.planId, by: 'me@here', since: plan.createdAt }

/** What is no entry, and what is said of it. */
const BROKEN_ENTRIES: [string, string][] = [
  ['what somebody wrote', ' is not JSON.'],
  ['[]', ': the whole: expected object, received array.'],
  ['{}', ': at: is required (expected string).'],
  [JSON.stringify({ ...entry('done'), stepId: undefined }), ': stepId: is required (expected string).'],
  [
    JSON.stringify({ ...entry('done'), event: undefined }),
    ': event: expected one of "begun"|"done"|"failed"|"undone".',
  ],
  [JSON.stringify({ ...entry('done'), created: 7 }), ': created: expected string, received number.'],
  [JSON.stringify({ ...entry('done'), before: 'none' }), ': before: expected record, received string.'],
  [
    JSON.stringify({ ...entry('done'), planId: 'plan-00000000000000000000' }),
    `: planId: expected ${plan.planId}, not "plan-00000000000000000000".`,
  ],
]

describe('plans in a folder', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('come back as they were', async () => {
    const store = new PlanFolder(folder)
    expect(await store.load(plan.planId)).toBeUndefined()
    await store.save(plan)
    expect(await store.load(plan.planId)).toEqual(plan)
  })

  it('have a journal with a line for every entry', async () => {
    const store = new PlanFolder(folder)
    expect(await store.journal(plan.planId)).toEqual([])
    await store.record(entry('begun'))
    await store.record(entry('done'))
    expect(await new PlanFolder(folder).journal(plan.planId)).toEqual([entry('begun'), entry('done')])
  })

  it('have a journal that survives half a line', async () => {
    const store = new PlanFolder(folder)
    await store.record(entry('begun'))
    await appendFile(join(folder, 'plans', `${plan.planId}.journal.jsonl`), '{"at": "2026-11-')
    expect(await store.journal(plan.planId)).toEqual([entry('begun')])
    await store.record(entry('done'))
    expect(await store.journal(plan.planId)).toEqual([entry('begun'), entry('done')])
  })

  it('have a journal of which every line is an entry: none is passed over', async () => {
    const store = new PlanFolder(folder)
    await store.record(entry('begun'))
    const path = join(folder, 'plans', `${plan.planId}.journal.jsonl`)
    const begun = await readFile(path, 'utf8')
    for (const [line, said] of BROKEN_ENTRIES) {
      await writeFile(path, `${begun}${line}\n`)
      await expect(store.journal(plan.planId)).rejects.toThrow(new UsageError(`Journal ${path}: line 2${said}`))
    }
  })

  it('are applied by one process at a time, which others are told', async () => {
    const [mine, theirs] = [new PlanFolder(folder), new PlanFolder(folder)]
    const lock = await mine.lock('123456789012-eu-west-1', holder)
    if (!('release' in lock)) throw new Error('nobody holds it')
    expect(await theirs.lock('123456789012-eu-west-1', holder)).toEqual({ heldBy: holder })
    expect(await theirs.lock('123456789012-us-east-1', holder)).toHaveProperty('release')
    await lock.release()
    expect(await theirs.lock('123456789012-eu-west-1', holder)).toHaveProperty('release')
  })

  it('are not kept locked by a process that is gone', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid
    const path = join(folder, 'lock.json')
    expect(await takeLock(path, { ...holder, by: 'gone' }, gone)).toHaveProperty('release')
    const rivals = await Promise.all(Array.from({ length: 20 }, () => takeLock(path, holder)))
    expect(rivals.filter((lock) => 'release' in lock)).toHaveLength(1)
  })

  it('are refused when somebody has broken them', async () => {
    const store = new PlanFolder(folder)
    await store.save(plan)
    await writeFile(join(folder, 'plans', `${plan.planId}.json`), '{"schemaVersion": 2}')
    await expect(store.load(plan.planId)).rejects.toThrow('schemaVersion')
    expect(() => parsePlan('{', 'Plan x')).toThrow('Plan x')
  })

  it('lie nowhere else', async () => {
    await expect(new PlanFolder(folder).load('../plan')).rejects.toThrow('no plan id')
  })
})

describe('plans in a bucket', () => {
  const mock = mockClient(S3Client)
  afterEach(() => mock.reset())

  it('are objects, and every journal entry is one of its own', async () => {
    mock.on(PutObjectCommand).resolves({})
    const store = new S3PlanStore(new S3Client({ region: 'eu-west-1' }), 'reports')
    await store.save(plan)
    await store.record(entry('begun'))
    await store.record(entry('done'))
    const keys = mock.commandCalls(PutObjectCommand).map((call) => call.args[0].input.Key)
    expect(keys[0]).toBe(`plans/${plan.planId}.json`)
    expect(new Set(keys).size).toBe(3)
  })

  it('are absent when there is no such object, and only then', async () => {
    const store = new S3PlanStore(new S3Client({ region: 'eu-west-1' }), 'reports')
    mock.on(GetObjectCommand).rejects(new NoSuchKey({ message: 'none', $metadata: {} }))
    expect(await store.load(plan.planId)).toBeUndefined()
    mock.on(GetObjectCommand).rejects(new Error('denied'))
    await expect(store.load(plan.planId)).rejects.toThrow('denied')
  })

  it('have a journal of which every object is an entry', async () => {
    const store = new S3PlanStore(new S3Client({ region: 'eu-west-1' }), 'reports')
    const Key = `plans/${plan.planId}.journal/1.json`
    mock.on(ListObjectsV2Command).resolves({ Contents: [{ Key }] })
    for (const [text, said] of [...BROKEN_ENTRIES, ['', ' is not JSON.']]) {
      mock.on(GetObjectCommand).callsFake(async () => ({ Body: { transformToString: async () => text } }))
      await expect(store.journal(plan.planId)).rejects.toThrow(new UsageError(`Journal s3://reports/${Key}${said}`))
    }
  })

  it('have a journal that comes back in order, and a lock that one of many takes', async () => {
    const objects = new Map<string, string>()
    const failed = (name: string) => Object.assign(new Error(name), { name })
    mock.on(PutObjectCommand).callsFake(async ({ Key, Body, IfNoneMatch, IfMatch }) => {
      if (IfNoneMatch === '*' && objects.has(Key)) throw failed('PreconditionFailed')
      if (IfMatch !== undefined && objects.get(Key) !== IfMatch) throw failed('PreconditionFailed')
      objects.set(Key, Body)
      return {}
    })
    mock.on(GetObjectCommand).callsFake(async ({ Key }) => {
      const text = objects.get(Key)
      if (text === undefined) throw new NoSuchKey({ message: 'none', $metadata: {} })
      return { ETag: text, Body: { transformToString: async () => text } }
    })
    mock.on(DeleteObjectCommand).callsFake(async ({ Key }) => {
      objects.delete(Key)
      return {}
    })
    mock.on(ListObjectsV2Command).callsFake(async ({ Prefix }) => ({
      Contents: [...objects.keys()].filter((Key) => Key.startsWith(Prefix)).map((Key) => ({ Key })),
    }))
    const stores = Array.from({ length: 5 }, () => new S3PlanStore(new S3Client({ region: 'eu-west-1' }), 'reports'))
    const [store] = stores
    if (!store) throw new Error('five stores')
    await store.record(entry('begun'))
    await store.record({ ...entry('done'), at: '2026-11-24T12:00:01.000Z' })
    expect((await store.journal(plan.planId)).map(({ event }) => event)).toEqual(['begun', 'done'])
    const locks = await Promise.all(stores.map((each) => each.lock('123456789012-eu-west-1', holder)))
    const [mine, ...others] = locks.flatMap((lock) => ('release' in lock ? [lock] : []))
    expect(others).toEqual([])
    expect(locks.filter((lock) => 'heldBy' in lock)).toEqual(Array.from({ length: 4 }, () => ({ heldBy: holder })))
    const later = { ...holder, since: '2026-11-24T12:30:00.000Z' }
    expect(await store.lock('123456789012-eu-west-1', { ...later, since: '2026-11-24T12:10:00.000Z' })).toHaveProperty(
      'heldBy',
    )
    const next = await store.lock('123456789012-eu-west-1', later)
    const left = () => [...objects.keys()].filter((key) => key.includes('locks')).length
    await mine?.release()
    expect(left()).toBe(1)
    if (!('release' in next)) throw new Error('its holder is gone')
    await next.release()
    expect(left()).toBe(0)
  })
})
