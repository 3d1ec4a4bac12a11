import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../model/errors.js'
import { parseJournal, parsePlan } from '../model/parse-plan.js'
import type { JournalEntry, Plan } from '../model/plan.js'
import { PLAN_ID } from '../model/plan-id.js'
import type { LockHolder, PlanStore } from '../model/plan-store.js'
import { fileTrouble } from './file-trouble.js'
import { takeLock } from './lock-file.js'
import { makeFolder } from './make-folder.js'
import { LARGEST, readIfThere } from './read-text.js'
import { replacePrivately, writePrivately } from './write-private.js'

/** `<folder>/plans/<planId>.json`, `<planId>.journal.jsonl` beside it, one entry a line, and `locks/`. */
export class PlanFolder implements PlanStore {
  private readonly folder: string

  constructor(private readonly root: string) {
    this.folder = join(root, 'plans')
  }

  async save(plan: Plan): Promise<void> {
    const file = this.path(plan.planId, 'json')
    try {
      await makeFolder(this.folder)
      await replacePrivately(file, `${JSON.stringify(plan, null, 2)}\n`)
    } catch (cause) {
      throw new UsageError(`Plans cannot be kept in ${this.folder}: ${fileTrouble(cause)}.`, { cause })
    }
  }

  async load(planId: string): Promise<Plan | undefined> {
    const file = this.path(planId, 'json')
    const text = await readIfThere(file, LARGEST.plan)
    return text === undefined ? undefined : parsePlan(text, `Plan ${file}`)
  }

  /** On the disk, not only in its cache, when the promise is fulfilled. */
  async record(entry: JournalEntry): Promise<void> {
    const path = this.path(entry.planId, 'journal.jsonl')
    try {
      await makeFolder(this.folder)
      await cutTornLine(path)
      await writePrivately(path, `${JSON.stringify(entry)}\n`, 'append')
    } catch (cause) {
      throw new UsageError(
        `Journal ${path} cannot be written: ${fileTrouble(cause)}. Nothing more was begun: mend that and run the same command again.`,
        { cause },
      )
    }
  }

  async journal(planId: string): Promise<JournalEntry[]> {
    const path = this.path(planId, 'journal.jsonl')
    return parseJournal((await readIfThere(path, LARGEST.plan)) ?? '', path, planId)
  }

  async lock(name: string, holder: LockHolder) {
    const folder = join(this.root, 'locks')
    try {
      await makeFolder(folder)
      return await takeLock(join(folder, `${name}.json`), holder)
    } catch (cause) {
      if (cause instanceof UsageError) throw cause
      throw new UsageError(`No lock can be taken in ${folder}: ${fileTrouble(cause)}.`, { cause })
    }
  }

  private path(planId: string, extension: string): string {
    if (!PLAN_ID.test(planId)) throw new UsageError(`${JSON.stringify(planId)} is no plan id.`)
    return join(this.folder, `${planId}.${extension}`)
  }
}

/** A crash may have left half a line, which the next entry must not be glued to. */
async function cutTornLine(path: string): Promise<void> {
  const text = await readIfThere(path, LARGEST.plan)
  if (text === undefined || text === '' || text.endsWith('\n')) return
  await writeFile(path, text.slice(0, text.lastIndexOf('\n') + 1))
}
