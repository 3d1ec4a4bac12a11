import { readFile } from 'node:fs/promises'
import { UsageError } from '../model/errors.js'
import { fileTrouble } from './file-trouble.js'

/** @throws UsageError: `what` cannot be read, and why */
export async function readText(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new UsageError(`${what} cannot be read: ${fileTrouble(cause)}.`, { cause })
  }
}

/** As `readText`, but `undefined` where there is no such file. */
export async function readIfThere(file: string, what = file): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new UsageError(`${what} cannot be read: ${fileTrouble(cause)}.`, { cause })
  }
}
