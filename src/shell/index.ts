import type { ShellCommand } from '../model/shell-command.js'
import { cmdLine } from './cmd-line.js'
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

/** Text that is not for a shell, e.g. a URL: the same for all. */
export function sameForShells(text: string): ShellCommand {
  const line = withoutUnprintable(text)
  return { bash: line, powershell: line, cmd: line }
}
