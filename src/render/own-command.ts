import type { ShellCommand } from '../model/report.js'
import { forShells } from '../shell/index.js'
import type { RenderOptions } from './types.js'

/**
 * A command of this program as the reader can paste it: started the way that this run was, and speaking of the same
 * account.
 * @param words the command with its arguments, e.g. `['connect', 'orders-db']`
 * @param region where the words speak of something in one region
 */
export function ownCommand(
  words: readonly string[],
  { own }: Pick<RenderOptions, 'own'>,
  region?: string,
): ShellCommand {
  const { program = ['ssm-ready'], account = [], sample = false } = own ?? {}
  const where = region === undefined || sample ? [] : ['--region', region]
  return forShells([...program, ...words, ...where, ...account])
}

/** The command that connects to a database or host; in a sample there is nobody to connect to, so that it prints. */
export function connectCommand(
  query: readonly string[],
  options: Pick<RenderOptions, 'own'>,
  region: string,
): ShellCommand {
  return ownCommand(['connect', ...query, ...(options.own?.sample ? ['--print'] : [])], options, region)
}
