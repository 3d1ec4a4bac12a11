import { quoteByPairs } from './c-runtime.js'
import { UNPRINTABLE } from './unprintable.js'

/** Words that PowerShell hands on as they stand: it takes `-a.b` apart and reads `1kb` as a number. */
const PLAIN = /^(?:--?[A-Za-z][\w-]*|[A-Za-z_/][\w+:./-]*|\d+)$/
/** PowerShell takes the typographic single quotes as quotes too. */
const SINGLE_QUOTES = /['\u2018\u2019\u201a\u201b]/g
const PIECES = new RegExp(`(${UNPRINTABLE.source})`, 'u')
/** What a program gets from PowerShell before 7.3 otherwise than from later ones. */
const LOST = /"|^$|\s.*\\$/su

/** A text for PowerShell itself, on one line: what cannot be shown is written as its code units. */
export function powershellText(text: string): string {
  if (!UNPRINTABLE.test(text)) return literal(text)
  const [first = '', ...others] = text.replaceAll('\0', '').split(PIECES)
  const terms = others.flatMap((piece, index) =>
    index % 2 === 0 ? codeUnits(piece) : piece === '' ? [] : literal(piece),
  )
  return terms.length === 0 ? literal(first) : `(${[literal(first), ...terms].join('+')})`
}

const literal = (text: string) => `'${text.replace(SINGLE_QUOTES, '$&$&')}'`
const codeUnits = (character: string) => Array.from(character.split(''), (unit) => `[char]${unit.charCodeAt(0)}`)

/**
 * One argument for PowerShell, on one line; NUL cannot be an argument and is left out. Before 7.3, PowerShell does not
 * escape double quotes on the way to a program, leaves empty arguments out and lets a backslash run into its own closing
 * quote: there it is given the words of the command line.
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_preference_variables#psnativecommandargumentpassing
 */
export function quotePowershell(argument: string): string {
  const text = argument.replaceAll('\0', '')
  if (PLAIN.test(text)) return text
  if (!LOST.test(text)) return powershellText(text)
  const before = powershellText(quoteByPairs(text))
  return `$(if ($PSNativeCommandArgumentPassing -in 'Windows','Standard') {${powershellText(text)}} else {${before}})`
}
