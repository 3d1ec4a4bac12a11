import { type Invocation, PLAIN_INVOCATION } from '../model/invocation.js'
import type { ShellCommand } from '../model/shell-command.js'
import { commandLines } from '../shell/command-lines.js'
import { ownCommand as ownWords } from '../shell/own-command.js'
import type { RenderOptions } from './types.js'

/**
 * A command of this program as the reader can paste it: started the way that this run was, and speaking of the same
 * account.
 * @param words the command with its arguments, e.g. `['connect', 'orders-db']`
 * @param region where the words speak of something in one region
 * @param profile in a report of several accounts: that of the account that is meant
 */
export function ownCommand(
  words: readonly string[],
  { own = PLAIN_INVOCATION }: { own?: Invocation },
  region?: string,
  profile?: string,
): ShellCommand {
  return commandLines([ownWords(words, profile === undefined ? own : { ...own, profile }, region)])
}

/** The command that connects to a database or host. */
export function connectCommand(
  query: readonly string[],
  options: Pick<RenderOptions, 'own'>,
  region: string,
  profile?: string,
): ShellCommand {
  return ownCommand(['connect', ...query], options, region, profile)
}
