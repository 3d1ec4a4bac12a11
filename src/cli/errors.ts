import type { Io } from './io.js'

/** One sentence on stderr; with `verbose` the stack and the causes too. */
export function sayError(error: unknown, io: Io, verbose: boolean): void {
  const known = error instanceof Error ? error : new Error(String(error))
  io.stderr.write(`ssm-ready: ${known.message.split('\n')[0]}\n`)
  if (!verbose) return
  for (let cause: unknown = known; cause instanceof Error; cause = cause.cause) io.stderr.write(`${cause.stack}\n`)
}
