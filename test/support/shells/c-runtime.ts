/**
 * A command line of Windows taken apart as programs do it: backslashes count where a quote follows, blanks and tabs
 * outside quotes end an argument.
 * @param pairs what two quotes within quotes are: to the C runtime a quote, behind which the quotes go on; to
 *   CommandLineToArgvW a quote that ends them
 * @see https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
 * @see https://learn.microsoft.com/windows/win32/api/shellapi/nf-shellapi-commandlinetoargvw
 */
export function argvOfCommandLine(line: string, pairs: 'go on' | 'end'): string[] {
  const argv: string[] = []
  let word: string | undefined
  let quoted = false
  for (let at = 0; at < line.length; ) {
    const c = line.charAt(at)
    if (!quoted && (c === ' ' || c === '\t')) {
      if (word !== undefined) argv.push(word)
      word = undefined
      at += 1
      continue
    }
    word ??= ''
    const slashes = /^\\*/.exec(line.slice(at))?.[0].length ?? 0
    at += slashes
    if (line.charAt(at) !== '"') {
      word += '\\'.repeat(slashes)
      if (slashes > 0) continue
      word += c
      at += 1
      continue
    }
    word += '\\'.repeat(Math.floor(slashes / 2))
    if (slashes % 2 === 1) word += '"'
    else if (quoted && line.charAt(at + 1) === '"') {
      word += '"'
      at += 1
      if (pairs === 'end') quoted = false
    } else quoted = !quoted
    at += 1
  }
  if (quoted) throw new Error(`an open quote: ${line}`)
  if (word !== undefined) argv.push(word)
  return argv
}
