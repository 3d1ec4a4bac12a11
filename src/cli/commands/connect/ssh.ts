import { type Choice, connectBySsh, defaultUser, sshLine } from '../../../app/index.js'
import { invocationOf } from '../../invocation.js'
import type { Io } from '../../io.js'
import { shellOf } from '../../terminal.js'
import { fitted } from './live.js'
import { type ConnectOptions, type Found, named, terminalOf } from './options.js'

const KEY_NOTE =
  'the line is for a key of yours that the host knows; without --print a key is made that lives for 60 seconds'

/** SSH to a host, through a session. */
export async function bySsh(
  { report, account }: Found,
  { host }: Choice,
  options: ConnectOptions,
  way: 'native' | 'plugin' | 'aws',
  io: Io,
): Promise<number> {
  const osUser = options.osUser ?? defaultUser(host.platformName)
  const isOwn = way === 'native'
  if (options.print) {
    const { program } = invocationOf(options, io.env)
    const line = sshLine(host, { osUser, ...named(options), ...(isOwn && { program }) })
    io.stdout.write(`${line[shellOf(io.env)]}\n`)
    if (options.quiet !== true) io.stderr.write(`${fitted(`* ${KEY_NOTE}`, io)}\n`)
    return 0
  }
  const program = isOwn && { program: [process.execPath, process.argv[1] ?? 'ssm-ready'] }
  return connectBySsh(host, { osUser, ...named(options), ...program }, report, account, terminalOf(io))
}
