import { INVISIBLE } from './invisible.js'

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

/** At most `max` UTF-16 units, never half a character; what is cut off shows as `…`. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text
  return `${text.slice(0, max - 1).replace(/\p{Surrogate}$/u, '')}…`
}

const PLAIN = /^[ -~]*$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to find
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g
const ALL_INVISIBLE = new RegExp(INVISIBLE, 'gu')

function codePoint(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`
}
