import { UsageError } from '../model/errors.js'
import { parseAs, parseJson } from '../model/parse-json.js'
import { type Snapshot, snapshotSchema } from '../model/snapshot.js'
import { kindOf } from './kind-of.js'
import { LARGEST, readText } from './read-text.js'
import { strayReference } from './snapshot-references.js'

/**
 * Reads what `ssm-ready collect` wrote.
 * @throws UsageError naming the field and its expected type, or the object that belongs nowhere
 */
export async function readSnapshot(file: string): Promise<Snapshot> {
  const what = `Snapshot file ${file}`
  const text = await readText(file, what, LARGEST.account)
  const value = parseJson(text, what, 'it must be what ssm-ready collect wrote')
  if (kindOf(value) === 'report')
    throw new UsageError(
      `${what} is a report: --previous compares with one. An account to audit is what \`ssm-ready collect --out FILE\` writes.`,
    )
  const snapshot = parseAs(snapshotSchema, value, what)
  const stray = strayReference(snapshot)
  if (stray !== undefined) throw new UsageError(`${what}: ${stray}.`)
  return snapshot
}
