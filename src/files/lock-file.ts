import { link, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import * as z from 'zod'
import { parseAs, parseJson } from '../model/parse-json.js'
import type { LockHolder } from '../model/plan-store.js'
import { LARGEST, readIfThere } from './read-text.js'

const heldSchema = z.object({
  planId: z.string(),
  by: z.string(),
  since: z.string(),
  host: z.string(),
  pid: z.int().positive(),
})
type Held = z.infer<typeof heldSchema>

/**
 * Takes a lock that is a file: whoever makes it has it. One whose process on this machine is gone is broken at once; one of
 * another machine is not, since nothing here can tell.
 */
export async function takeLock(
  path: string,
  holder: LockHolder,
  pid: number = process.pid,
): Promise<{ release(): Promise<void> } | { heldBy: LockHolder }> {
  const mine: Held = { ...holder, host: hostname(), pid }
  const draft = `${path}.${pid}.${Math.random().toString(36).slice(2)}`
  await writeFile(draft, `${JSON.stringify(mine)}\n`)
  try {
    for (;;) {
      if (await made(draft, path)) return { release: () => rm(path, { force: true }) }
      const held = await read(path)
      if (held === undefined) continue
      if (!isGone(held)) return { heldBy: { planId: held.planId, by: held.by, since: held.since } }
      await breakLock(path, held, draft)
    }
  } finally {
    await rm(draft, { force: true })
  }
}

/** A hard link appears whole or not at all, and only where nothing is: the lock is never seen half written. */
async function made(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function read(path: string): Promise<Held | undefined> {
  const what = `Lock ${path}`
  const text = await readIfThere(path, LARGEST.config, what)
  if (text === undefined) return undefined
  return parseAs(heldSchema, parseJson(text, what, 'delete it when nobody applies a plan'), what)
}

function isGone({ host, pid }: Held): boolean {
  if (host !== hostname()) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/** Of several that break a stale lock at once, the one that makes `<path>.breaking` does. */
async function breakLock(path: string, stale: Held, draft: string): Promise<void> {
  const breaking = `${path}.breaking`
  if (!(await made(draft, breaking))) {
    const other = await read(breaking)
    if (other && isGone(other)) await rm(breaking, { force: true })
    await new Promise((resolve) => setTimeout(resolve, 20))
    return
  }
  try {
    const held = await read(path)
    if (held && held.pid === stale.pid && held.since === stale.since) await rm(path, { force: true })
  } finally {
    await rm(breaking, { force: true })
  }
}
