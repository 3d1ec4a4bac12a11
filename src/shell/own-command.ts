import type { Argument, CommandLine } from '../model/command.js'
import type { Invocation } from '../model/invocation.js'

/** The commands that take a snapshot in place of an account. */
const OF_SNAPSHOTS: ReadonlySet<Argument | undefined> = new Set(['audit', 'explain', 'policy'])

/**
 * A command of this program, started the way that this run was, about the same account.
 * @param words the command with its arguments, e.g. `['connect', 'orders-db']`
 * @param region where the words speak of something in one region
 */
export function ownCommand(words: readonly Argument[], invocation: Invocation, region?: string): CommandLine {
  const { program, profile, sample, snapshot, config } = invocation
  const file = OF_SNAPSHOTS.has(words[0]) ? snapshot : undefined
  const anywhere = sample === undefined && file === undefined
  const options = { profile, region: anywhere ? region : undefined, sample, snapshot: file, config }
  const printing = words[0] === 'connect' && sample !== undefined && !words.includes('--print')
  return [
    ...program,
    ...words,
    ...(printing ? ['--print'] : []),
    ...Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
  ]
}
