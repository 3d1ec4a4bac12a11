import { Argument } from 'commander'
import type { Account, Choice } from '../../app/index.js'
import { UsageError } from '../../model/errors.js'
import type { Report } from '../../model/report.js'
import type { AddCommand } from '../add-command.js'
import { completing } from '../completion/completing.js'
import { invocationOf } from '../invocation.js'
import type { Io } from '../io.js'
import { type AccountOptions, addCommonOptions, addSampleOption, valueOption } from '../options.js'
import { remember } from '../remember.js'
import { progressOn, shellOf } from '../terminal.js'

interface ConnectOptions extends AccountOptions {
  via?: string
  localPort?: string
  print?: boolean
  wait?: boolean
  ssh?: boolean
  osUser?: string
}

export const addConnect: AddCommand = (program, io, finish) => {
  const command = program
    .command('connect')
    .description('Open a tunnel to a database, or a shell on a host, through the best host that is ready')
    .addArgument(
      completing(new Argument('<database or host>', 'id or endpoint of a database; id or name of a host'), {
        of: ['database', 'host'],
      }),
    )
    .addOption(valueOption('--via <host>', 'tunnel through this host', { of: ['host'] }))
    .option('--local-port <port>', 'local end of the tunnel (default: the one in the report, else the next free)')
    .option('--print', 'print the command instead of running it')
    .option('--wait', 'first wait until it is ready (looks every 15 seconds, for 30 minutes)')
    .option('--ssh', 'SSH to a host with a key that is valid for 60 seconds')
    .option('--os-user <name>', "user for --ssh (default: the AMI's own)")
  addCommonOptions(addSampleOption(command, ' (with --print)')).action(async (query: string, options: ConnectOptions) =>
    finish(await connect(query, options, io)),
  )
}

async function connect(query: string, options: ConnectOptions, io: Io): Promise<number> {
  if (options.sample !== undefined && !options.print)
    throw new UsageError('--sample has no hosts to connect to: use it with --print.')
  const localPort = portOf(options.localPort)
  const { chooseReady, runAudit } = await import('../../app/index.js')
  const { openAccount, sourceOf } = await import('../source.js')
  const { account, config } = await openAccount(options, io)
  const invocation = invocationOf(options, io.env)
  const look = async () => {
    const progress = progressOn(io, options.quiet === true)
    return (await runAudit({ invocation }, sourceOf(account, config, progress)).finally(progress.end)).report
  }
  const via = options.via === undefined ? {} : { via: options.via }
  const wish = { query, ssh: options.ssh === true, ...via, invocation, shell: shellOf(io.env) }
  const { report, choice } = await chooseReady(wish, look, options.wait ? patience(account, io) : undefined)
  if (options.quiet !== true) io.stderr.write(`${choice.why}\n`)
  await remember(report, options, io)
  const found = { report, choice, account }
  return options.ssh ? bySsh(found, options, io) : bySession(found, options, localPort, io)
}

const named = ({ profile }: ConnectOptions) => (profile === undefined ? {} : { profile })

const patience = ({ sleep }: Account, io: Io) => ({
  sleep,
  onWait: (verdict: string, ms: number) =>
    void io.stderr.write(`not ready yet (${verdict}), looking again in ${ms / 1000} s\n`),
})

interface Found {
  report: Report
  choice: Choice
  account: Account
}

async function bySession(
  { report, choice, account }: Found,
  options: ConnectOptions,
  localPort: number | undefined,
  io: Io,
): Promise<number> {
  const { clientLines, sessionCommand, sessionOf, startSession } = await import('../../app/index.js')
  const session = await sessionOf(choice, { ...named(options), ...(localPort !== undefined && { localPort }) })
  if (!options.print) return startSession(session, report, account, terminalOf(io))
  const shell = shellOf(io.env)
  const lines = [sessionCommand(session)[shell], ...clientLines(choice, session, shell)]
  io.stdout.write(`${lines.join('\n')}\n`)
  return 0
}

async function bySsh({ report, choice: { host }, account }: Found, options: ConnectOptions, io: Io): Promise<number> {
  const { connectBySsh, defaultUser } = await import('../../app/index.js')
  const command = host.commands.ssh
  if (options.print && command) {
    io.stdout.write(`${command[shellOf(io.env)]}\n`)
    return 0
  }
  const osUser = options.osUser ?? defaultUser(host.platformName)
  return connectBySsh(host, { osUser, ...named(options) }, report, account, terminalOf(io))
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = /^\d+$/.test(text) ? Number(text) : 0
  if (port < 1 || port > 65_535)
    throw new UsageError(`--local-port: expected a number from 1 to 65535, got ${JSON.stringify(text)}.`)
  return port
}

const terminalOf = (io: Io) => ({
  env: io.env,
  stderr: io.stderr,
  stdinIsTerminal: io.stdin.isTTY === true,
  shell: shellOf(io.env),
})
