import type { AnyExplanation } from '../model/explanation.js'
import type { History } from '../model/history.js'
import { INVISIBLE } from '../model/invisible.js'
import type { Report } from '../model/report.js'

/**
 * Text of other people (names, tags, ids) made inert and visible: control characters become control pictures (␛ for
 * ESC), marks that turn the reading direction or hide text become their code point in brackets, lone surrogates become �.
 */
export function printable(text: string): string {
  if (PLAIN.test(text)) return text
  return text
    .replace(CONTROLS, (character) => {
      const code = character.charCodeAt(0)
      if (code < 0x20) return String.fromCharCode(0x2400 + code)
      return code === 0x7f ? '␡' : codePoint(character)
    })
    .replace(ALL_INVISIBLE, codePoint)
    .replace(/\p{Surrogate}|\p{Noncharacter_Code_Point}/gu, '\uFFFD')
}

/** As {@link printable}, for values that have several lines by nature. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

/** The report with every text printable; what renderers work on. */
export function printableReport<T extends Report | AnyExplanation | History>(report: T): T {
  return printableValue(report, '') as T
}

/** What is printable already is not copied, and nothing is allocated for it: of a large report that is nearly all. */
function printableValue(value: unknown, key: string): unknown {
  if (typeof value === 'string') return MANY_LINES.has(key) ? printableLines(value) : printable(value)
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? printableItems(value) : printableFields(value)
}

function printableItems(items: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined
  for (const [index, item] of items.entries()) {
    const shown = printableValue(item, '')
    if (shown !== item) copy ??= items.slice(0, index)
    copy?.push(shown)
  }
  return copy ?? items
}

function printableFields(given: object): object {
  let changed: Map<string, unknown> | undefined
  for (const name of Object.keys(given)) {
    const item = (given as Record<string, unknown>)[name]
    const shown = printableValue(item, name)
    if (shown === item && item !== undefined) continue
    changed ??= new Map()
    changed.set(name, shown)
  }
  if (!changed) return given
  const fields = Object.entries({ ...given, ...Object.fromEntries(changed) })
  return Object.fromEntries(fields.filter(([, item]) => item !== undefined))
}

/** At most `max` UTF-16 units, never half a character; what is cut off shows as `…`. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text
  return `${text.slice(0, max - 1).replace(/\p{Surrogate}$/u, '')}…`
}

const PLAIN = /^[ -~]*$/
const MANY_LINES = new Set(['sshConfig', 'bash', 'powershell', 'cmd'])
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to find
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g
const ALL_INVISIBLE = new RegExp(INVISIBLE, 'gu')

function codePoint(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`
}
