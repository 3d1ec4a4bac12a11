import { existsSync } from 'node:fs'
import { shortMessage } from '../aws/errors.js'
import { endSession, openSession } from '../aws/start-session.js'
import { installLine } from '../local/plugin.js'
import { freePortFrom, isPortFree } from '../local/ports.js'
import { findProgram } from '../local/programs.js'
import { runSession } from '../local/run-session.js'
import { dnsSuffix } from '../model/dns-suffix.js'
import type { Env } from '../model/env.js'
import { UsageError } from '../model/errors.js'
import { isHostItself } from '../model/host-itself.js'
import type { DatabaseReport, Report } from '../model/report.js'
import { leadsTo } from '../model/report-subjects.js'
import type { ShellCommand } from '../model/shell-command.js'
import { databaseSession, type Session, sessionArgv } from '../report/commands/session.js'
import type { Account } from './account.js'
import type { Choice } from './choose.js'
import { explainFailure, type SessionContext } from './session-failure.js'

/** Where the session's programs write and read. */
export interface Terminal {
  env: Env
  stderr: NodeJS.WritableStream
  stdinIsTerminal: boolean
  /** The shell that started the program. */
  shell: keyof ShellCommand
  /** The program that is to run the session; without it, the AWS CLI where there is one. */
  program?: 'aws' | 'plugin'
}

const PLUGIN = 'session-manager-plugin'

/**
 * The session of a choice, with a local port that is free.
 * @throws UsageError when the named port is taken, or the database has no endpoint
 */
export async function sessionOf(choice: Choice, options: { profile?: string; localPort?: number }): Promise<Session> {
  const { database, tunnel } = choice
  if (!database || !tunnel) return hostSession(choice, options)
  assertEndpoint(database)
  return sessionAt(choice, { ...options, localPort: await localPortOf(tunnel.localPort, options.localPort) })
}

/**
 * The same at a local port that is this program's already, as it goes on through another host.
 * @throws UsageError when the database has no endpoint
 */
export function sessionAt(choice: Choice, options: { profile?: string; localPort: number }): Session {
  const { database } = choice
  if (!database) return hostSession(choice, options)
  assertEndpoint(database)
  return databaseSession(hostSession(choice, options), { ...database, localPort: options.localPort })
}

const hostSession = ({ host }: Choice, { profile }: { profile?: string }): Session => ({
  region: host.region,
  target: host.instanceId,
  ...(profile !== undefined && { profile }),
})

function assertEndpoint({ databaseId, endpoint, status }: DatabaseReport): void {
  if (endpoint === '') throw new UsageError(`Database ${databaseId} has no endpoint yet (${status}).`)
}

async function localPortOf(preferred: number, named: number | undefined): Promise<number> {
  if (named !== undefined) {
    if (await isPortFree(named)) return named
    throw new UsageError(`--local-port ${named}: another program has it, or it needs more rights; name a free one.`)
  }
  const free = await freePortFrom(preferred)
  if (free === undefined)
    throw new UsageError(`No local port from ${preferred} on is free: name one with --local-port.`)
  return free
}

/**
 * Starts the session on this terminal, by the AWS CLI, or by the plugin alone where there is no CLI, and waits for
 * its end. What went wrong is explained on stderr.
 * @returns the exit code of the session
 */
export async function startSession(
  session: Session,
  report: Report,
  account: Account,
  terminal: Terminal,
): Promise<number> {
  const [cli, plugin] = await Promise.all([findProgram('aws', terminal.env), requirePlugin(terminal.env)])
  if (terminal.program === 'aws' && cli === undefined)
    throw new UsageError('The AWS CLI is not on PATH: install it, or connect with --with native.')
  const ended =
    cli && terminal.program !== 'plugin'
      ? await byCli(cli, session, terminal)
      : await byPlugin(plugin, session, account, terminal)
  explainEnd(ended.stderr, { report, hostId: session.target, ...databaseIn(report, session) }, terminal)
  return ended.exitCode
}

const pluginInstall = () => installLine(process.platform, process.arch, existsSync('/usr/bin/dpkg'))

/** @throws UsageError when the session plugin is not on PATH, with how to install it */
export async function requirePlugin(env: Env): Promise<string> {
  const plugin = await findProgram(PLUGIN, env)
  if (plugin !== undefined) return plugin
  throw new UsageError(
    `${PLUGIN} is not on PATH, and --with plugin or aws opens no session without it. Install it: ${pluginInstall()}`,
  )
}

/** What a session's last words mean, a line each; none where they are not known. */
export const explainSessionFailure = (
  words: string,
  about: Omit<SessionContext, 'pluginInstall' | 'pluginFound'>,
): string[] => explainFailure(words, { ...about, pluginInstall: pluginInstall(), pluginFound: true })

/** Explains on stderr what a session's last words mean. */
export function explainEnd(
  stderr: string,
  about: Omit<SessionContext, 'pluginInstall' | 'pluginFound' | 'shell'>,
  terminal: Terminal,
): void {
  const explanation = explainSessionFailure(stderr, { ...about, shell: terminal.shell })
  for (const line of explanation) terminal.stderr.write(`ssm-ready: ${line}\n`)
}

function databaseIn(report: Report, { target, parameters }: Session): Pick<SessionContext, 'database' | 'localPort'> {
  const database = report.databases.find(
    (d) => isDialled(d, parameters) && report.tunnels.some((t) => t.hostId === target && leadsTo(t, d)),
  )
  return {
    ...(database && { database }),
    ...(parameters && { localPort: Number(parameters['localPortNumber']) }),
  }
}

/** A session without a host leads to a port of the host itself. */
const isDialled = (database: DatabaseReport, parameters: Session['parameters'] = {}) =>
  isHostItself(database)
    ? parameters['host'] === undefined && parameters['portNumber'] === String(database.port)
    : database.endpoint === parameters['host']

function byCli(cli: string, session: Session, { env, stderr, stdinIsTerminal }: Terminal) {
  return runSession({ program: cli, args: sessionArgv(session).slice(1), env, stderr, stdinIsTerminal })
}

/** The plugin reads the API's answer, with its token, from a variable of the environment, so that no process list shows it. */
const RESPONSE_VARIABLE = 'AWS_SSM_START_SESSION_RESPONSE'

async function byPlugin(
  plugin: string,
  session: Session,
  account: Account,
  { env, stderr, stdinIsTerminal }: Terminal,
) {
  const { region, profile = '' } = session
  const opened = await openSession(account.clients, session).catch((error: unknown) => shortMessage(error))
  if (typeof opened === 'string') {
    stderr.write(`${opened}\n`)
    return { exitCode: 1, stderr: opened }
  }
  const url = env['AWS_ENDPOINT_URL_SSM'] || env['AWS_ENDPOINT_URL'] || `https://ssm.${region}.${dnsSuffix(region)}`
  const args = [RESPONSE_VARIABLE, region, 'StartSession', profile, opened.request, url]
  const program = {
    program: plugin,
    args,
    env: { ...env, [RESPONSE_VARIABLE]: opened.response },
    stderr,
    stdinIsTerminal,
  }
  const ended = await runSession(program)
  // The plugin ends its own session, unless it failed before it came to that.
  if (ended.exitCode !== 0) await endSession(account.clients, region, opened.sessionId).catch(() => undefined)
  return ended
}
