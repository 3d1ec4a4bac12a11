import { clientLines, clientNotes, sessionCommand, sessionOf } from '../../../app/index.js'
import type { Io } from '../../io.js'
import { shellOf } from '../../terminal.js'
import { type ConnectOptions, type Found, sessionOptions } from './options.js'

/** The commands that would open the sessions, each with the client's; what to know of them on stderr. */
export async function print({ choices }: Found, options: ConnectOptions, io: Io): Promise<number> {
  const shell = shellOf(io.env)
  for (const { choice, wish } of choices) {
    const session = await sessionOf(choice, sessionOptions(options, wish))
    const lines = [sessionCommand(session)[shell], ...clientLines(choice, session, shell, wish.client)]
    io.stdout.write(`${lines.join('\n')}\n`)
  }
  const notes = new Set(choices.flatMap(({ choice }) => clientNotes(choice)))
  if (options.quiet !== true) for (const note of notes) io.stderr.write(`* ${note}\n`)
  return 0
}
