import { parseAs, parseJson } from '../model/parse-json.js'
import { type Snapshot, snapshotSchema } from '../model/snapshot.js'
import { readText } from './read-text.js'

/**
 * Reads what `ssm-ready collect` wrote.
 * @throws UsageError naming the field and its expected type
 */
export async function readSnapshot(file: string): Promise<Snapshot> {
  const what = `Snapshot file ${file}`
  const text = await readText(file, what)
  return parseAs(snapshotSchema, parseJson(text, what, 'it must be what ssm-ready collect wrote'), what)
}
