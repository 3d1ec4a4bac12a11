import { clientStep, sessionCommand, sessionOf } from '../../../app/index.js'
import { invocationOf } from '../../invocation.js'
import type { Io } from '../../io.js'
import { shellOf } from '../../terminal.js'
import { fitted } from './live.js'
import { type ConnectOptions, type Found, sessionOptions } from './options.js'

/** The commands that would open the sessions, each with the client's; what to know of them on stderr. */
export async function print({ choices, inventory }: Found, options: ConnectOptions, io: Io): Promise<number> {
  const shell = shellOf(io.env)
  const invocation = invocationOf(options, io.env)
  const notes = new Set<string>()
  for (const { choice, wish } of choices) {
    const session = await sessionOf(choice, sessionOptions(options, wish))
    const { database } = choice
    const place = { inventory, invocation, session, shell, env: io.env, isForPaper: true }
    const step = database && (await clientStep({ ...wish, database, ...place }))
    io.stdout.write(`${[sessionCommand(session)[shell], ...(step?.lines ?? [])].join('\n')}\n`)
    for (const note of [database?.oneEndpointNote, ...(step?.notes ?? [])]) if (note !== undefined) notes.add(note)
  }
  if (options.quiet !== true) for (const note of notes) io.stderr.write(`${fitted(`* ${note}`, io)}\n`)
  return 0
}
