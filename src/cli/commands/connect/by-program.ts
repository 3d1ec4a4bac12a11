import { sessionOf, startSession } from '../../../app/index.js'
import { UsageError } from '../../../model/errors.js'
import type { Io } from '../../io.js'
import { type ConnectOptions, type Found, sessionOptions, terminalOf } from './options.js'

/** Hands the session to the AWS CLI, or to the session plugin. */
export async function byProgram(
  { report, choices, account }: Found,
  options: ConnectOptions,
  program: 'plugin' | 'aws',
  io: Io,
): Promise<number> {
  const [first, ...others] = choices
  if (first === undefined || others.length > 0)
    throw new UsageError('Several at once are opened with --with native: name one here.')
  const session = await sessionOf(first.choice, sessionOptions(options, first.wish))
  return startSession(session, report, account, { ...terminalOf(io), program })
}
