import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../model/errors.js'
import { fileTrouble } from './file-trouble.js'

/** What is written beside a report in formats of others, which are JSON, too. */
const OTHER_FORMAT = /\.(asff|slack)\.json$/

/**
 * The JSON files in a folder and in those below it that may be reports.
 * @throws UsageError: the folder cannot be read, and why
 */
export async function reportFilesIn(folder: string, what: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => !entry.isDirectory() && entry.name.endsWith('.json') && !OTHER_FORMAT.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
  } catch (cause) {
    throw new UsageError(`${what} cannot be read: ${fileTrouble(cause)}.`, { cause })
  }
}
