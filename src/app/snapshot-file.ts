import { readFile } from 'node:fs/promises'
import { UsageError } from '../model/errors.js'
import { type Snapshot, snapshotSchema } from '../model/snapshot.js'
import { zodSentence } from '../model/zod-sentence.js'
import { fileTrouble } from './file-trouble.js'

/**
 * Reads what `ssm-ready collect` wrote.
 * @throws UsageError naming the field and its expected type
 */
export async function readSnapshot(file: string): Promise<Snapshot> {
  const result = snapshotSchema.safeParse(parseJson(await readText(file), file))
  if (!result.success) throw new UsageError(zodSentence(`Snapshot file ${file}`, result.error))
  return result.data
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`Snapshot file ${file} cannot be read: ${fileTrouble(error)}.`, { cause: error })
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`Snapshot file ${file} is no valid JSON: it must be what ssm-ready collect wrote.`, {
      cause: error,
    })
  }
}
