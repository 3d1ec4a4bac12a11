/**
 * One argument as the C runtime of Windows takes a command line apart.
 * @see https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
 */
export function quoteForRuntime(text: string): string {
  return quoted(text, '\\"')
}

/**
 * The same with each double quote twice: whoever counts quotes to see what is quoted, as cmd.exe and PowerShell do, then
 * comes to the same as the runtime. `CommandLineToArgvW` does not know it.
 */
export function quoteByPairs(text: string): string {
  return quoted(text, '""')
}

/** Backslashes are doubled where a quote follows, and nowhere else. */
const quoted = (text: string, quote: string): string =>
  `"${text.replace(/(\\*)"/g, (_, slashes: string) => slashes + slashes + quote).replace(/(\\+)$/, '$1$1')}"`
