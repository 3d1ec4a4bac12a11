import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../model/errors.js'
import { type JournalEntry, type Plan, planSchema } from '../model/plan.js'
import { zodSentence } from '../model/zod-sentence.js'
import type { Journal } from './apply.js'

/** Where plans wait for approval, with the journal of what was done. */
export interface PlanStore extends Journal {
  save(plan: Plan): Promise<void>
  /** `undefined`: no such plan here. */
  load(planId: string): Promise<Plan | undefined>
}

/** A plan id names files and objects, so nothing else may pass. */
export const PLAN_ID = /^plan-[0-9a-f]{20}$/

/** @throws UsageError naming the field of a stored plan that is not as it must be */
export function parsePlan(text: string, where: string): Plan {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (cause) {
    throw new UsageError(`${where} is no valid JSON: plan again.`, { cause })
  }
  const parsed = planSchema.safeParse(content)
  if (!parsed.success) throw new UsageError(zodSentence(where, parsed.error))
  return parsed.data
}

/** `<folder>/plans/<planId>.json`, and `<planId>.journal.jsonl` beside it, one entry a line. */
export class FilePlanStore implements PlanStore {
  private readonly folder: string

  constructor(folder: string) {
    this.folder = join(folder, 'plans')
  }

  async save(plan: Plan): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    const file = this.path(plan.planId, 'json')
    await writeFile(`${file}.tmp`, `${JSON.stringify(plan, null, 2)}\n`)
    await rename(`${file}.tmp`, file)
  }

  async load(planId: string): Promise<Plan | undefined> {
    const file = this.path(planId, 'json')
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    return text === undefined ? undefined : parsePlan(text, `Plan ${file}`)
  }

  /** On the disk, not only in its cache, when the promise is fulfilled. */
  async record(entry: JournalEntry): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    const file = await open(this.path(entry.planId, 'journal.jsonl'), 'a')
    try {
      await file.write(`${JSON.stringify(entry)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
  }

  private path(planId: string, extension: string): string {
    if (!PLAN_ID.test(planId)) throw new UsageError(`${JSON.stringify(planId)} is no plan id.`)
    return join(this.folder, `${planId}.${extension}`)
  }
}
