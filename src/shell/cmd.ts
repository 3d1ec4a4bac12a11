import { quoteByPairs, quoteForRuntime } from './c-runtime.js'
import { withoutUnprintable } from './unprintable.js'

const PLAIN = /^[\w+:./@-]+$/
const META = /[()%!^"<>&|]/g
/** With a percent sign there is a colon, too, which would end the name of a variable before its caret: `%PATH:~0%`. */
const META_OF_VARIABLES = /[()%!^"<>&|:]/g

/**
 * One argument for cmd.exe, on one line: quoted as the C runtime takes arguments apart, then every character that
 * cmd.exe itself reads is escaped with a caret, the quotes too. What cannot be shown is left out.
 * @param batch for a program that is a batch file, whose arguments cmd.exe reads once more, without the carets
 * @see https://learn.microsoft.com/archive/blogs/twistylittlepassagesallalike/everyone-quotes-command-line-arguments-the-wrong-way
 */
export function quoteCmd(argument: string, batch = false): string {
  if (PLAIN.test(argument)) return argument
  const text = withoutUnprintable(argument)
  const quoted = batch ? quoteByPairs(text) : quoteForRuntime(text)
  // Between quotes, blanks, commas and equals signs mean nothing to cmd.exe: the carets are for the rest.
  return text.search(META) < 0 ? quoted : quoted.replace(text.includes('%') ? META_OF_VARIABLES : META, '^$&')
}
