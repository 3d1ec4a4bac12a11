import { quotePosix } from './posix.js'
import { quotePowershell } from './powershell.js'
import { UNPRINTABLE } from './unprintable.js'

/** A word of a command line as it is typed, with what it means so far. */
interface BegunWord {
  text: string
  /** The quote that is still open. */
  open: '' | "'" | '"'
}

const ESCAPES = new Map([...'abefnrtv'].map((letter, index) => [letter, '\u0007\b\u001b\f\n\r\t\v'[index] ?? '']))

/** Takes the quotes off a word, of which the last may be missing. Expands nothing. */
export function readWord(raw: string): BegunWord {
  let text = ''
  let open: BegunWord['open'] = ''
  let ansi = false
  for (let at = 0; at < raw.length; at += 1) {
    const c = raw.charAt(at)
    if (open === '' && (c === "'" || c === '"')) open = c
    else if (open === '' && c === '$' && raw.charAt(at + 1) === "'") {
      open = "'"
      ansi = true
      at += 1
    } else if (c === open) {
      open = ''
      ansi = false
    } else if (c === '\\' && (open !== "'" || ansi)) {
      const [length, meant] = escaped(raw.slice(at + 1), ansi, open)
      text += meant
      at += length
    } else text += c
  }
  return { text, open }
}

/** How long what stands behind a backslash is, and what it means. */
function escaped(rest: string, ansi: boolean, open: string): [number, string] {
  const next = rest.charAt(0)
  if (!ansi) return [next.length, open === '"' && !/[$`"\\]/.test(next) ? `\\${next}` : next]
  const bytes = /^([0-7]{3})(\\[0-7]{3})*/.exec(rest)?.[0]
  if (bytes === undefined) return [next.length, ESCAPES.get(next) ?? next]
  const codes = bytes.split('\\').map((octal) => Number.parseInt(octal, 8))
  return [bytes.length, Buffer.from(codes).toString('utf8')]
}

/** What bash would read as anything but itself, or breaks words at. */
const SPECIAL = /[\s!"#$&'()*:;<=>?@[\\\]^`{|}~]/g

/**
 * The rest of a word for bash, which puts it behind what is typed already.
 * @param open the quote that it stands in
 * @returns `undefined` where it cannot be written there
 */
export function bashRest(text: string, open: BegunWord['open']): string | undefined {
  if (text.includes('\u0000')) return undefined
  if (open === '') return UNPRINTABLE.test(text) ? quotePosix(text) : text.replace(SPECIAL, '\\$&')
  if (UNPRINTABLE.test(text)) return undefined
  if (open === "'") return text.replaceAll("'", "'\\''")
  // An interactive bash looks for earlier commands behind an exclamation mark, there too.
  return text.includes('!') ? undefined : text.replace(/[$`"\\]/g, '\\$&')
}

/** A word for PowerShell; `undefined` where it cannot be handed to a program whole. */
export function powershellWord(text: string): string | undefined {
  return text.includes('"') || UNPRINTABLE.test(text) ? undefined : quotePowershell(text)
}
