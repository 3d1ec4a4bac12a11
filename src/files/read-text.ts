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
