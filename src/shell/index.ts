import type { ShellCommand } from '../model/shell-command.js'
import { cmdLine } from './cmd-line.js'
import { commandLines } from './command-lines.js'
import { quotePosix } from './posix.js'
import { quotePowershell } from './powershell.js'
import { withoutUnprintable } from './unprintable.js'

/** A command line of each shell from one argv. */
export function forShells(argv: readonly string[], windowsArgv: readonly string[] = argv): ShellCommand {
  return {
    bash: argv.map(quotePosix).join(' '),
    powershell: windowsArgv.map(quotePowershell).join(' '),
    cmd: cmdLine(windowsArgv),
  }
}

/** Puts what a command prints into a variable of the environment, which the next commands in that shell see. */
export function fillVariable(name: string, command: readonly string[]): ShellCommand {
  const value = { text: `${name}=OUTPUT`, printed: { OUTPUT: command } }
  const { bash } = commandLines([['export', value]])
  // cmd.exe would show the commands of a loop, and the value with them.
  return { bash, powershell: `$env:${name} = ${command.map(quotePowershell).join(' ')}`, cmd: cmdLine(['@set', value]) }
}

/** Text that is not for a shell, e.g. a URL: the same for all. */
export function sameForShells(text: string): ShellCommand {
  const line = withoutUnprintable(text)
  return { bash: line, powershell: line, cmd: line }
}
