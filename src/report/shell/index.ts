import type { ShellCommand } from '../../model/report.js'
import { quoteCmd } from './cmd.js'
import { quotePosix } from './posix.js'
import { quotePowershell } from './powershell.js'

/** A command line of each shell from one argv. */
export function forShells(argv: readonly string[], windowsArgv: readonly string[] = argv): ShellCommand {
  return {
    bash: argv.map(quotePosix).join(' '),
    powershell: windowsArgv.map(quotePowershell).join(' '),
    cmd: windowsArgv.map(quoteCmd).join(' '),
  }
}

/** The same text in every shell, e.g. a URL. */
export function sameForShells(text: string): ShellCommand {
  return { bash: text, powershell: text, cmd: text }
}
