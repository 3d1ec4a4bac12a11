import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { parsePlan } from '../model/parse-plan.js'
import type { JournalEntry, Plan } from '../model/plan.js'
import type { PlanStore } from '../model/plan-store.js'

/** `plans/<planId>.json`; of the journal an object per entry, so that nothing is ever overwritten. */
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
    const Key = `plans/${planId}.json`
    const answer = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key })).catch((error: unknown) => {
      if (error instanceof NoSuchKey) return undefined
      throw error
    })
    const text = await answer?.Body?.transformToString()
    return text === undefined ? undefined : parsePlan(text, `Plan s3://${this.bucket}/${Key}`)
  }

  async record(entry: JournalEntry): Promise<void> {
    this.entries += 1
    await this.put(`plans/${entry.planId}.journal/${entry.at}-${String(this.entries).padStart(4, '0')}.json`, entry)
  }

  private async put(Key: string, content: unknown): Promise<void> {
    const Body = `${JSON.stringify(content, null, 2)}\n`
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key, Body, ContentType: 'application/json' }))
  }
}
