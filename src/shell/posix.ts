import { UNPRINTABLE } from './unprintable.js'

/** Without `=` in front, which zsh would expand. */
const PLAIN = /^(?!=)[\w@%+=:,./-]+$/

/**
 * One argument for a POSIX shell, on one line. What cannot be shown is written in octal bytes of `$'…'`, which bash
 * (of macOS too), zsh and ksh know; NUL cannot be an argument and is left out.
 */
export function quotePosix(argument: string): string {
  if (PLAIN.test(argument)) return argument
  if (!UNPRINTABLE.test(argument)) return `'${argument.replaceAll("'", `'\\''`)}'`
  const escaped = [...argument].map((c) => {
    if (c === '\\' || c === "'") return `\\${c}`
    if (c === '\u0000') return ''
    return UNPRINTABLE.test(c) ? octal(c) : c
  })
  return `$'${escaped.join('')}'`
}

function octal(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
}
