import {
  type Account,
  type Choice,
  choose,
  connectBySsh,
  defaultUser,
  runAudit,
  sessionCommand,
  sessionOf,
  startSession,
} from '../../app/index.js'
import { loadConfig } from '../../files/config.js'
import { UsageError } from '../../model/errors.js'
import type { Report, ShellCommand } from '../../model/report.js'
import type { ConnectOptions } from '../commands/connect.js'
import type { Io } from '../io.js'
import { openAccount, sourceOf } from '../source.js'
import { progressOn } from '../terminal.js'

const WAIT_MS = 15_000
const MAX_WAITS = 120

/** @returns the exit code */
export async function connect(query: string, options: ConnectOptions, io: Io): Promise<number> {
  if (options.sample !== undefined && !options.print)
    throw new UsageError('--sample has no hosts to connect to: use it with --print.')
  const localPort = portOf(options.localPort)
  const { config } = loadConfig(io.cwd, options.config)
  const account = await openAccount(options, io, config)
  const named = options.profile === undefined ? {} : { profile: options.profile }
  const look = async () => {
    const progress = progressOn(io, options.quiet === true)
    const { report } = await runAudit(named, sourceOf(account, config, progress)).finally(progress.end)
    const choice = choose(report, query, options.via)
    return { report, choice: options.ssh ? forSsh(choice, query) : choice }
  }
  const { report, choice } = options.wait ? await waitFor(look, account.sleep, io) : await look()
  assertReady(choice, query)
  if (options.quiet !== true) io.stderr.write(`${choice.why}\n`)
  if (options.ssh) return ssh(choice, options, report, account, io)
  const session = await sessionOf(choice, { ...named, ...(localPort !== undefined && { localPort }) })
  if (options.print) {
    io.stdout.write(`${forThisShell(sessionCommand(session), io)}\n`)
    return 0
  }
  return startSession(session, report, account, terminalOf(io))
}

async function waitFor(
  look: () => Promise<{ report: Report; choice: Choice }>,
  sleep: Account['sleep'],
  io: Io,
): Promise<{ report: Report; choice: Choice }> {
  let seen = await look()
  for (let waits = 0; waits < MAX_WAITS && !isReady(seen.choice); waits++) {
    io.stderr.write(`not ready yet (${seen.choice.verdict}), looking again in ${WAIT_MS / 1000} s\n`)
    await sleep(WAIT_MS)
    seen = await look()
  }
  return seen
}

const isReady = ({ verdict }: Choice) => verdict === 'READY' || verdict === 'DEGRADED'

/** UNKNOWN may work: it is tried, with a word of warning by `why`. */
function assertReady(choice: Choice, query: string): void {
  const { host, database, tunnel, verdict } = choice
  if (verdict !== 'BLOCKED') return
  const reasons = tunnel?.blockedBy.map((b) => `${b.checkId} (${b.reason})`).join(', ')
  const explain = `ssm-ready explain ${host.instanceId}${database ? ` ${database.databaseId}` : ''}`
  throw new UsageError(`${query} is BLOCKED${reasons ? ` by ${reasons}` : ''}: \`${explain}\` tells what mends it.`)
}

function ssh(
  { host }: Choice,
  options: ConnectOptions,
  report: Report,
  account: Account,
  io: Io,
): Promise<number> | number {
  const command = host.commands.ssh
  if (options.print && command) {
    io.stdout.write(`${forThisShell(command, io)}\n`)
    return 0
  }
  const named = options.profile === undefined ? {} : { profile: options.profile }
  return connectBySsh(
    host,
    { osUser: options.osUser ?? defaultUser(host.platformName), ...named },
    report,
    account,
    terminalOf(io),
  )
}

/** A shell may be blocked where SSH is not: by the session key, for one. */
function forSsh(choice: Choice, query: string): Choice {
  if (choice.database) throw new UsageError(`--ssh connects to a host; ${query} is a database.`)
  const { host } = choice
  return { ...choice, verdict: host.verdicts.ssh, why: `SSH to ${host.instanceId} (${host.verdicts.ssh})` }
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = /^\d+$/.test(text) ? Number(text) : 0
  if (port < 1 || port > 65_535)
    throw new UsageError(`--local-port: expected a number from 1 to 65535, got ${JSON.stringify(text)}.`)
  return port
}

const terminalOf = (io: Io) => ({ env: io.env, stderr: io.stderr, stdinIsTerminal: io.stdin.isTTY === true })

function forThisShell({ bash, powershell }: ShellCommand, io: Io): string {
  return process.platform === 'win32' && io.env['SHELL'] === undefined ? powershell : bash
}
