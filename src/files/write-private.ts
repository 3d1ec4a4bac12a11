import { constants, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { assertFile } from './file-kind.js'

/** What tells of an account is for its owner alone. */
export const PRIVATE = 0o600

/** Puts a file in its place whole, for its owner alone whatever was there. */
export async function replacePrivately(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`
  // What a crash has left has a mode of its own.
  await rm(temporary, { force: true })
  await writeFile(temporary, text, { mode: PRIVATE, flag: 'wx' })
  await rename(temporary, path)
}

/**
 * Writes a file, or goes on with it, and makes it one for its owner alone; what was written is on the disk then, not only in its cache.
 * @throws where it is no file
 */
export async function writePrivately(path: string, text: string, how: 'append' | 'replace'): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT
  const there = await stat(path).catch(() => undefined)
  if (there) assertFile(there)
  const file = await open(path, flags | (how === 'append' ? constants.O_APPEND : 0), PRIVATE)
  try {
    await file.chmod(PRIVATE)
    if (how === 'replace') await file.truncate()
    // Unlike `write`, it goes on where the system took a part only, as a full disk does.
    await file.appendFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}
