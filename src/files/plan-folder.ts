import { open, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../model/errors.js'
import { parsePlan } from '../model/parse-plan.js'
import { type JournalEntry, PLAN_ID, type Plan } from '../model/plan.js'
import type { PlanStore } from '../model/plan-store.js'
import { makeFolder } from './make-folder.js'

/** `<folder>/plans/<planId>.json`, and `<planId>.journal.jsonl` beside it, one entry a line. */
export class PlanFolder implements PlanStore {
  private readonly folder: string

  constructor(folder: string) {
    this.folder = join(folder, 'plans')
  }

  async save(plan: Plan): Promise<void> {
    await makeFolder(this.folder)
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
    await makeFolder(this.folder)
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

/** Plans of the command line: in `.ssm-ready` of the working directory. */
export const planFolder = (workingDirectory: string): PlanStore => new PlanFolder(join(workingDirectory, '.ssm-ready'))
