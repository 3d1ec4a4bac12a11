/** Text as text: no markup, no HTML, no link, no mention. It never stands at the start of a line. */
export function plain(text: string): string {
  return text
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[@#](?=\w)/g, `$&${ZERO_WIDTH_SPACE}`)
    .replaceAll('://', '&#58;//')
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}&#46;`)
}

/** Keeps GitHub and GitLab from making a mention or a reference of what follows. */
const ZERO_WIDTH_SPACE = '&#8203;'

/** Text in a code span, whatever backticks it holds. */
export function code(text: string): string {
  if (!text.includes('`') && !text.includes('|')) return text === '' ? '' : `\`${text}\``
  return `<code>${plain(text)}</code>`
}

/** A fenced block, its fence longer than any run of backticks in it. */
export function codeBlock(text: string, indent = ''): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}sh`, ...text.split('\n'), fence].map((line) => `${indent}${line}`)
}

/** A row of a table; its cells hold escaped text. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
