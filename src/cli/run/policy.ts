import { auditOf, minimalPolicy, POLICY_KINDS } from '../../app/index.js'
import type { Io } from '../io.js'
import { type AccountOptions, oneOf } from '../options.js'
import { openSource } from '../source.js'
import { progressOn } from '../terminal.js'

/** @returns the exit code */
export async function runPolicy(kindText: string, options: AccountOptions, io: Io): Promise<number> {
  const kind = oneOf('policy', POLICY_KINDS, kindText)
  const progress = progressOn(io, options.quiet === true)
  const source = await openSource(options, io, progress)
  const audit = await auditOf(source).finally(progress.end)
  const { document, notes } = minimalPolicy(audit, kind)
  for (const note of notes) io.stderr.write(`ssm-ready: ${note}\n`)
  io.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
  return 0
}
