import { Interrupted, UsageError } from '../model/errors.js'
import { masked } from '../model/masked.js'
import type { Io } from './io.js'

/** One sentence on stderr; with `verbose` the stack and the causes too. */
export function sayError(error: unknown, io: Io, verbose: boolean): void {
  const known = error instanceof Error ? error : new Error(String(error))
  const [sentence = ''] = known.message.split('\n')
  const isOwn = known instanceof UsageError || known instanceof Interrupted
  // These are in this program's own words, and a usage error may name a long path.
  io.stderr.write(`ssm-ready: ${isOwn ? sentence : masked(sentence)}\n`)
  if (!verbose) return
  for (let cause: unknown = known; cause instanceof Error; cause = cause.cause)
    io.stderr.write(`${masked(cause.stack ?? cause.message)}\n`)
}
