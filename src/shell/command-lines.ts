import type { Argument, CommandLine } from '../model/command.js'
import type { ShellCommand } from '../model/shell-command.js'
import { cmdLine } from './cmd-line.js'
import { quotePosix } from './posix.js'
import { powershellText, quotePowershell } from './powershell.js'
import { type PlainArgument, printedIn, textOf } from './text-of.js'

/** Commands for each shell, a line each. */
export function commandLines(lines: readonly CommandLine[]): ShellCommand {
  const each = (write: (line: CommandLine) => string) => lines.map(write).join('\n')
  return { bash: each(bashLine), powershell: each(powershellLine), cmd: each(cmdLine) }
}

const isOutput = (argument: Argument): argument is { output: CommandLine } =>
  typeof argument === 'object' && 'output' in argument

const bashLine = (line: CommandLine): string => line.map(bashWord).join(' ')

function bashWord(argument: Argument): string {
  if (isOutput(argument)) return `"$(${bashLine(argument.output)})"`
  return printedIn(argument).reduce(
    (quoted, [word, command]) => {
      const [open = ''] = /^\$?'/.exec(quoted) ?? []
      const close = open === '' ? '' : "'"
      return quoted.replaceAll(word, () => `${close}"$(${bashLine(command)})"${open}`)
    },
    quotePosix(textOf(argument)),
  )
}

/**
 * PowerShell before 7.3 loses the quotes of a JSON document on the way to a program, later ones keep them: a file means
 * the same to both.
 * @see https://learn.microsoft.com/powershell/scripting/learn/experimental-features#psnativecommandargumentpassing
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html
 */
function powershellLine(line: CommandLine): string {
  const files = line.flatMap((argument) =>
    isJson(argument) ? [`Set-Content -Path ${quotePowershell(argument.file)} -Value ${filledText(argument)}`] : [],
  )
  return [...files, line.map(powershellWord).join(' ')].join('; ')
}

function powershellWord(argument: Argument): string {
  if (isOutput(argument)) return `(${argument.output.map(powershellWord).join(' ')})`
  if (isJson(argument)) return quotePowershell(`file://${argument.file}`)
  return printedIn(argument).length > 0 ? filledText(argument) : quotePowershell(textOf(argument))
}

/** An expression whose value is the text, with what other commands print. */
function filledText(argument: PlainArgument): string {
  const text = powershellText(textOf(argument))
  const printed = printedIn(argument)
  if (printed.length === 0) return text
  const filled = printed.reduce(
    (before, [word, command]) => before.replaceAll(word, () => `'+(${command.map(powershellWord).join(' ')})+'`),
    text,
  )
  return filled.startsWith('(') ? filled : `(${filled})`
}

const isJson = (argument: Argument): argument is Extract<PlainArgument, { file: string }> =>
  typeof argument === 'object' && 'json' in argument
