import { GetObjectCommand, NoSuchKey, PutObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3'
import { parseJournalEntry, parsePlan } from '../model/parse-plan.js'
import type { JournalEntry, Plan } from '../model/plan.js'
import type { LockHolder, PlanStore } from '../model/plan-store.js'
import { takeObjectLock } from './s3-lock.js'

/** `plans/<planId>.json`; of the journal an object per entry, so that nothing is ever overwritten; `plans/locks/`. */
export class S3PlanStore implements PlanStore {
  private entries = 0

  constructor(
    private readonly s3: S3Client,
    private readonly bucket: string,
  ) {}

  async save(plan: Plan): Promise<void> {
    await this.put(`plans/${plan.planId}.json`, plan)
  }

  async load(planId: string): Promise<Plan | undefined> {
    const key = `plans/${planId}.json`
    const text = await this.get(key)
    return text === undefined ? undefined : parsePlan(text, `Plan s3://${this.bucket}/${key}`)
  }

  async record(entry: JournalEntry): Promise<void> {
    this.entries += 1
    await this.put(`plans/${entry.planId}.journal/${entry.at}-${String(this.entries).padStart(4, '0')}.json`, entry)
  }

  /** Names of entries sort by time. */
  async journal(planId: string): Promise<JournalEntry[]> {
    const keys: string[] = []
    const where = { Bucket: this.bucket, Prefix: `plans/${planId}.journal/` }
    for await (const page of paginateListObjectsV2({ client: this.s3 }, where))
      keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []))
    const entries: JournalEntry[] = []
    for (const key of keys.sort())
      entries.push(parseJournalEntry((await this.get(key)) ?? '', `Journal s3://${this.bucket}/${key}`, planId))
    return entries
  }

  lock(name: string, holder: LockHolder) {
    return takeObjectLock(this.s3, { Bucket: this.bucket, Key: `plans/locks/${name}.json` }, holder)
  }

  private async get(Key: string): Promise<string | undefined> {
    const answer = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key })).catch((error: unknown) => {
      if (error instanceof NoSuchKey) return undefined
      throw error
    })
    return answer?.Body?.transformToString()
  }

  private async put(Key: string, content: unknown): Promise<void> {
    const Body = `${JSON.stringify(content, null, 2)}\n`
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key, Body, ContentType: 'application/json' }))
  }
}
