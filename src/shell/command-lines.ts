import type { Argument, CommandLine } from '../model/command.js'
import type { ShellCommand } from '../model/shell-command.js'
import { quoteCmd } from './cmd.js'
import { quotePosix } from './posix.js'
import { powershellText, quotePowershell } from './powershell.js'

/** Commands for each shell, a line each. */
export function commandLines(lines: readonly CommandLine[]): ShellCommand {
  const each = (write: (line: CommandLine) => string) => lines.map(write).join('\n')
  return { bash: each(inline(quotePosix)), powershell: each(powershellLine), cmd: each(inline(quoteCmd)) }
}

const inline = (quote: (text: string) => string) => (line: CommandLine) =>
  line.map((argument) => quote(textOf(argument))).join(' ')

/** What an argument says: a placeholder as a word that nobody takes for a value. */
export function textOf(argument: Argument): string {
  if (typeof argument === 'string') return argument
  return 'json' in argument ? JSON.stringify(argument.json) : `YOUR_${argument.placeholder}`
}

/**
 * PowerShell before 7.3 loses the quotes of a JSON document on the way to a program, later ones keep them: a file means
 * the same to both.
 * @see https://learn.microsoft.com/powershell/scripting/learn/experimental-features#psnativecommandargumentpassing
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html
 */
function powershellLine(line: CommandLine): string {
  const files = line.flatMap((argument) =>
    typeof argument === 'object' && 'json' in argument
      ? [`Set-Content -Path ${quotePowershell(argument.file)} -Value ${powershellText(textOf(argument))}`]
      : [],
  )
  const words = line.map((argument) =>
    quotePowershell(typeof argument === 'object' && 'json' in argument ? `file://${argument.file}` : textOf(argument)),
  )
  return [...files, words.join(' ')].join('; ')
}
