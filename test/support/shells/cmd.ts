import { argvOfCommandLine } from './c-runtime.js'

/** What is set where a command is pasted: names that hostile texts speak of. */
const VARIABLES = new Map(
  [...['PATH', 'USERNAME', 'OS', 'x', 'a'].entries()].map(([n, name]) => [name, `EXPANDED${n}`]),
)

/**
 * What the programs that a pasted line starts are given, by the documented rules of cmd.exe: variables first, in quotes,
 * too; then carets, quotes and the characters between commands; then the runtime of the program. Delayed expansion, off
 * unless asked for, is not done: an exclamation mark is none of the special characters.
 * @param outputOf what the command prints that `for /f` runs
 * @see https://learn.microsoft.com/windows-server/administration/windows-commands/cmd
 * @see https://learn.microsoft.com/windows-server/administration/windows-commands/for
 */
export function argvOfCmd(
  line: string,
  { batch = false, outputOf = (argv: string[]) => argv.join(' ') } = {},
): string[] {
  const expanded = expand(line)
  const loop = /^for \/f "delims=" %([A-Za-z]) in \('(.*?)'\) do (.*)$/s.exec(expanded)
  if (loop) {
    const [, letter = '', inner = '', rest = ''] = loop
    const output = outputOf(argvOfCmd(unescaped(inner, '=,; \t'), { outputOf }))
    return argvOfCmd(rest, { batch, outputOf }).map((word) => word.split(`%${letter}`).join(output))
  }
  const given = unescaped(expanded, '')
  // A batch file hands on `%*`, a line that is read once more; its variables have been looked for before.
  return argvOfCommandLine(batch ? unescaped(given, '') : given, batch ? 'go on' : 'end')
}

/** `%NAME%` and `%NAME:…%` of variables that are set; on a command line the others stay as they are. */
function expand(line: string): string {
  return line.replace(/%([^%:]+)(:[^%]+)?%/g, (all, name: string) => VARIABLES.get(name) ?? all)
}

/** Without carets; outside quotes nothing may be left that ends the command. */
function unescaped(line: string, breaks: string): string {
  let out = ''
  let quoted = false
  for (let at = 0; at < line.length; at += 1) {
    const c = line.charAt(at)
    if (c === '\n' || c === '\r') throw new Error(`a second line: ${line}`)
    if (quoted) quoted = c !== '"'
    else if (c === '^') {
      at += 1
      out += line.charAt(at)
      continue
    } else if (c === '"') quoted = true
    else if ('&|<>()'.includes(c)) throw new Error(`${c} is read by cmd.exe: ${line}`)
    out += !quoted && c !== ' ' && breaks.includes(c) ? ' ' : c
  }
  return out
}
