const PLAIN = /^[\w@%+=:,./-]+$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to find
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u

/** One argument for a POSIX shell, on one line. Control characters need bash's `$'…'`; NUL cannot be an argument and is left out. */
export function quotePosix(argument: string): string {
  if (PLAIN.test(argument)) return argument
  if (!CONTROL.test(argument)) return `'${argument.replaceAll("'", `'\\''`)}'`
  const escaped = [...argument].map((c) => {
    if (c === '\\' || c === "'") return `\\${c}`
    if (!CONTROL.test(c)) return c
    const code = c.codePointAt(0) ?? 0
    return code === 0 ? '' : `\\u${code.toString(16).padStart(4, '0')}`
  })
  return `$'${escaped.join('')}'`
}
