import { withoutUnprintable } from './unprintable.js'

const PLAIN = /^[\w+:./@-]+$/
const META = /[()%!^"<>&|]/g

/**
 * One argument for cmd.exe, on one line: quoted as the C runtime takes arguments apart, then every character that
 * cmd.exe itself reads is escaped with a caret, the quotes too. What cannot be shown is left out.
 * @see https://learn.microsoft.com/archive/blogs/twistylittlepassagesallalike/everyone-quotes-command-line-arguments-the-wrong-way
 */
export function quoteCmd(argument: string): string {
  if (PLAIN.test(argument)) return argument
  const text = withoutUnprintable(argument)
  const backslashes = text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')
  // Between quotes, blanks, commas and equals signs mean nothing to cmd.exe: the carets are for the rest.
  return text.search(META) < 0 ? `"${backslashes}"` : `"${backslashes}"`.replace(META, '^$&')
}
