import { constants, type FileHandle, open } from 'node:fs/promises'
import { UsageError } from '../model/errors.js'
import { assertFile } from './file-kind.js'
import { fileTrouble } from './file-trouble.js'

const MEBIBYTE = 2 ** 20

/** Bytes: more than any honest file of its kind has. JavaScript's longest text is a little more than the largest. */
export const LARGEST = {
  config: MEBIBYTE,
  accounts: MEBIBYTE,
  plan: 32 * MEBIBYTE,
  account: 400 * MEBIBYTE,
}

/**
 * The text of a file, never of a pipe or device, which may have no end.
 * @param limit bytes
 * @throws UsageError: `what` cannot be read, and why
 */
export async function readText(file: string, what: string, limit: number): Promise<string> {
  try {
    return await textOf(file, limit)
  } catch (cause) {
    throw new UsageError(`${what} cannot be read: ${fileTrouble(cause)}.`, { cause })
  }
}

/** As `readText`, but `undefined` where there is no such file. */
export async function readIfThere(file: string, limit: number, what = file): Promise<string | undefined> {
  try {
    return await textOf(file, limit)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new UsageError(`${what} cannot be read: ${fileTrouble(cause)}.`, { cause })
  }
}

async function textOf(path: string, limit: number): Promise<string> {
  // Opening a pipe waits for whoever writes into it, unless told not to.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    await assertReadable(file, limit)
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

async function assertReadable(file: FileHandle, limit: number): Promise<void> {
  const stats = await file.stat()
  assertFile(stats)
  if (stats.size > limit) throw new Error(`it has ${stats.size} bytes, and at most ${limit} are read`)
}
