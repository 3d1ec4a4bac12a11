import { type Choice, connectBySsh, defaultUser } from '../../../app/index.js'
import type { Io } from '../../io.js'
import { shellOf } from '../../terminal.js'
import { type ConnectOptions, type Found, named, terminalOf } from './options.js'

/** SSH to a host, through a session. */
export async function bySsh(
  { report, account }: Found,
  { host }: Choice,
  options: ConnectOptions,
  way: 'native' | 'plugin' | 'aws',
  io: Io,
): Promise<number> {
  const command = host.commands.ssh
  if (options.print && command) {
    io.stdout.write(`${command[shellOf(io.env)]}\n`)
    return 0
  }
  const osUser = options.osUser ?? defaultUser(host.platformName)
  const program = way === 'native' && { program: [process.execPath, process.argv[1] ?? 'ssm-ready'] }
  return connectBySsh(host, { osUser, ...named(options), ...program }, report, account, terminalOf(io))
}
