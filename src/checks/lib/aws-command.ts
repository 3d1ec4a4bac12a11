const PLAIN = /^[\w@%+=:,./-]+$/

/** An AWS CLI command line for a POSIX shell; whatever is not plain text is quoted. */
export function awsCommand(...words: string[]): string {
  return ['aws', ...words].map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
}
