import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PlanFolder } from '../../src/files/plan-folder.js'
import { parsePlan } from '../../src/model/parse-plan.js'
import type { JournalEntry, Plan } from '../../src/model/plan.js'
import { S3PlanStore } from '../../src/remediate/s3-plan-store.js'

const plan: Plan = {
  planVersion: 1,
  planId: 'plan-0123456789abcdef0123',
  createdAt: '2026-11-24T12:00:00.000Z',
  accountId: '123456789012',
  remedies: ['update-agent'],
  steps: [],
  excluded: [{ remedy: 'update-agent', region: 'eu-west-1', subjectId: 'i-0a1', reason: 'offline', message: 'off' }],
}
const entry = (event: JournalEntry['event']): JournalEntry => ({
  at: plan.createdAt,
  planId: plan.planId,
  stage: 1,
  event,
  steps: [],
})

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
    await store.record(entry('before'))
    await store.record(entry('after'))
    const text = await readFile(join(folder, 'plans', `${plan.planId}.journal.jsonl`), 'utf8')
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([entry('before'), entry('after')])
  })

  it('are refused when somebody has broken them', async () => {
    const store = new PlanFolder(folder)
    await store.save(plan)
    await writeFile(join(folder, 'plans', `${plan.planId}.json`), '{"planVersion": 2}')
    await expect(store.load(plan.planId)).rejects.toThrow('planVersion')
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
    await store.record(entry('before'))
    await store.record(entry('after'))
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
})
