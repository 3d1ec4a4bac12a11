/** Bad input: the message is one sentence that names the field and the accepted values. Ends the program with exit code 1. */
export class UsageError extends Error {
  override name = 'UsageError'
}
