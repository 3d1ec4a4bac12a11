import type { Argument, CommandLine } from '../model/command.js'
import type { ShellCommand } from '../model/shell-command.js'
import { cmdLine } from './cmd-line.js'
import { quotePosix } from './posix.js'
import { powershellText, quotePowershell } from './powershell.js'
import { type PlainArgument, textOf } from './text-of.js'

/** Commands for each shell, a line each. */
export function commandLines(lines: readonly CommandLine[]): ShellCommand {
  const each = (write: (line: CommandLine) => string) => lines.map(write).join('\n')
  return { bash: each(bashLine), powershell: each(powershellLine), cmd: each(cmdLine) }
}

const isOutput = (argument: Argument): argument is { output: CommandLine } =>
  typeof argument === 'object' && 'output' in argument

function bashLine(line: CommandLine): string {
  return line
    .map((argument) => (isOutput(argument) ? `"$(${bashLine(argument.output)})"` : quotePosix(textOf(argument))))
    .join(' ')
}

/**
 * PowerShell before 7.3 loses the quotes of a JSON document on the way to a program, later ones keep them: a file means
 * the same to both.
 * @see https://learn.microsoft.com/powershell/scripting/learn/experimental-features#psnativecommandargumentpassing
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html
 */
function powershellLine(line: CommandLine): string {
  const files = line.flatMap((argument) =>
    isJson(argument)
      ? [`Set-Content -Path ${quotePowershell(argument.file)} -Value ${powershellText(textOf(argument))}`]
      : [],
  )
  return [...files, line.map(powershellWord).join(' ')].join('; ')
}

function powershellWord(argument: Argument): string {
  if (isOutput(argument)) return `(${argument.output.map(powershellWord).join(' ')})`
  return quotePowershell(isJson(argument) ? `file://${argument.file}` : textOf(argument))
}

const isJson = (argument: Argument): argument is Extract<PlainArgument, { file: string }> =>
  typeof argument === 'object' && 'json' in argument
