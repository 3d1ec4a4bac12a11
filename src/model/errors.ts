/** Bad input: the message is one sentence that names the field and the accepted values. Ends the program with exit code 1. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** Somebody pressed Ctrl-C or Ctrl-D where they were asked something. Ends the program as the signal would. */
export class Interrupted extends Error {
  override name = 'Interrupted'
  /** What shells give for SIGINT. */
  readonly exitCode = 130
}
