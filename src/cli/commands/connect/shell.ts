import { explainSessionFailure, isWindows, runShell, sessionOf } from '../../../app/index.js'
import { UsageError } from '../../../model/errors.js'
import type { Io } from '../../io.js'
import { shellOf } from '../../terminal.js'
import { type ConnectOptions, type Found, named } from './options.js'

/** A shell on a host. */
export async function openShell(
  { report, choices: [first, ...others], account }: Found,
  options: ConnectOptions,
  io: Io,
): Promise<number> {
  if (first === undefined || others.length > 0)
    throw new UsageError('Several at once are tunnels to databases: connect to a host alone, for a shell.')
  const { host } = first.choice
  return runShell({
    session: await sessionOf(first.choice, named(options)),
    account,
    env: io.env,
    stdin: io.stdin,
    stdout: io.stdout,
    stderr: io.stderr,
    isWindows: isWindows(host.platformName),
    say: (sentence) => io.stderr.write(`${sentence}\n`),
    explain: (words) =>
      explainSessionFailure(words, { report, hostId: host.instanceId, shell: shellOf(io.env) }).map(
        (line) => `ssm-ready: ${line}`,
      ),
  })
}
