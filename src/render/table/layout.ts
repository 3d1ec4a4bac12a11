import stringWidth from 'string-width'

const segmenter = new Intl.Segmenter()

/** At most `columns` wide, never half a character; `ellipsis` stands for what is cut off. */
export function shorten(text: string, columns: number, ellipsis: string): string {
  if (widthOf(text) <= columns) return text
  const room = columns - widthOf(ellipsis)
  let kept = ''
  let used = 0
  for (const { segment } of segmenter.segment(text)) {
    used += widthOf(segment)
    if (used > room) break
    kept += segment
  }
  return kept + ellipsis
}

/** Stands for a blank that no line is broken at. */
export const GLUE = '\u00a0'

/** Lines of at most `columns`, broken at blanks, words longer than a line anywhere. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((w) => pieces(w, columns))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && widthOf(longer) > columns) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line].map((each) => each.trimEnd().replaceAll(GLUE, ' '))
}

/** Wrapped, with `first` before the first line and blanks of its width before the others. */
export function hanging(first: string, text: string, columns: number): string[] {
  const indent = ' '.repeat(widthOf(first))
  return wrap(text, Math.max(columns - indent.length, MIN_TEXT)).map((line, i) => (i === 0 ? first : indent) + line)
}

/** The cells of one column, as wide as the widest. */
export function column(cells: readonly string[]): string[] {
  const widest = Math.max(0, ...cells.map(widthOf))
  return cells.map((cell) => cell + ' '.repeat(widest - widthOf(cell)))
}

/** Aligned to the left, two blanks apart; colours do not count. */
export function aligned(rows: readonly (readonly string[])[], indent = '  '): string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, i) => Math.max(widthOf(cell), widest[i] ?? 0)),
    [],
  )
  return rows.map((row) =>
    (indent + row.map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell))).join('  ')).trimEnd(),
  )
}

const MIN_TEXT = 20
const ASCII = /^[ -~]*$/
/** Columns on a terminal; colours take none. */
export const widthOf = (text: string): number => (ASCII.test(text) ? text.length : stringWidth(text))

function pieces(word: string, columns: number): string[] {
  if (widthOf(word) <= columns) return [word]
  const parts: string[] = []
  let part = ''
  for (const { segment } of segmenter.segment(word)) {
    if (part !== '' && widthOf(part + segment) > columns) {
      parts.push(part)
      part = ''
    }
    part += segment
  }
  return [...parts, part]
}
