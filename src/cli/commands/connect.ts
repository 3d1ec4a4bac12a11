import { Argument } from 'commander'
import type { Account } from '../../app/index.js'
import { UsageError } from '../../model/errors.js'
import type { AddCommand } from '../add-command.js'
import { completing } from '../completion/completing.js'
import { invocationOf } from '../invocation.js'
import type { Io } from '../io.js'
import { addCommonOptions, addSampleOption, numberOf, oneOf, valueOption } from '../options.js'
import { remember } from '../remember.js'
import { progressOn, shellOf } from '../terminal.js'
import type { ConnectOptions, Found } from './connect/options.js'

const WAYS = ['native', 'plugin', 'aws'] as const
const MOST_STREAMS = 8

export const addConnect: AddCommand = (program, io, finish, rest) => {
  const command = program
    .command('connect')
    .description('Open tunnels to databases, or a shell on a host, through the best host that is ready')
    .usage('[options] <database or host...> [-- client with arguments]')
    .addArgument(
      completing(new Argument('<database or host...>', 'id or endpoint of a database; id or name of a host'), {
        of: ['database', 'host'],
      }),
    )
    .addOption(valueOption('--via <host>', 'tunnel through this host', { of: ['host'] }))
    .option('--local-port <port>', 'local end of the tunnel (default: the one in the report, else the next free)')
    .option('--streams <n>', `spread connections over up to so many sessions, 1 to ${MOST_STREAMS} (default: 1)`)
    .addOption(valueOption('--with <way>', 'native (default), or the session plugin or the AWS CLI', WAYS))
    .option('--no-reconnect', 'end when the session ends, instead of opening another')
    .option('--print', 'print the commands instead of running anything')
    .option('--wait', 'first wait until it is ready (looks every 15 seconds, for 30 minutes)')
    .option('--ssh', 'SSH to a host with a key that is valid for 60 seconds')
    .option('--os-user <name>', "user for --ssh (default: the AMI's own)")
  addCommonOptions(addSampleOption(command, ' (with --print)')).action(
    async (queries: string[], options: ConnectOptions) => finish(await connect(queries, options, rest, io)),
  )
}

async function connect(
  queries: readonly string[],
  options: ConnectOptions,
  command: readonly string[],
  io: Io,
): Promise<number> {
  if (options.sample !== undefined && !options.print)
    throw new UsageError('--sample has no hosts to connect to: use it with --print.')
  const localPort = options.localPort === undefined ? undefined : numberOf('--local-port', 65_535, options.localPort)
  const streams = options.streams === undefined ? 1 : numberOf('--streams', MOST_STREAMS, options.streams)
  const way = options.with === undefined ? 'native' : oneOf('--with', WAYS, options.with)
  if (localPort !== undefined && queries.length > 1)
    throw new UsageError('--local-port is for one tunnel; several take the ports of the report.')
  if (command.length > 0 && (queries.length > 1 || way !== 'native' || options.ssh || options.print))
    throw new UsageError('A command after -- runs through one tunnel to a database, without --with, --ssh or --print.')
  const found = await find(queries, options, io)
  const [first] = found.choices
  if (options.ssh && first) return (await import('./connect/ssh.js')).bySsh(found, first.choice, options, way, io)
  if (options.print) return (await import('./connect/print.js')).print(found, options, localPort, io)
  if (way === 'native' && found.choices.every(({ choice }) => choice.database))
    return (await import('./connect/tunnels.js')).openTunnels(found, { ...options, streams, command }, localPort, io)
  if (command.length > 0) throw new UsageError(`A command after -- runs through a tunnel; ${queries[0]} is a host.`)
  if (way === 'native') return (await import('./connect/shell.js')).openShell(found, options, io)
  return (await import('./connect/by-program.js')).byProgram(found, options, way, localPort, io)
}

/** Audits, and chooses the host for each. */
async function find(queries: readonly string[], options: ConnectOptions, io: Io): Promise<Found> {
  const { chooseReady, runAudit } = await import('../../app/index.js')
  const { openAccount, sourceOf } = await import('../source.js')
  const { account, config } = await openAccount(options, io)
  const invocation = invocationOf(options, io.env)
  let databases: Found['databases'] = []
  const look = async () => {
    const progress = progressOn(io, options.quiet === true)
    const seen = await runAudit({ invocation }, sourceOf(account, config, progress)).finally(progress.end)
    databases = seen.inventory.regions.flatMap((region) => region.databases)
    return seen.report
  }
  const via = options.via === undefined ? {} : { via: options.via }
  const patience = options.wait ? patienceOf(account, io) : undefined
  const chooseNow = (query: string, lookNow: typeof look) =>
    chooseReady({ query, ssh: options.ssh === true, ...via, invocation, shell: shellOf(io.env) }, lookNow, patience)
  let report = await look()
  const choices: Found['choices'] = []
  for (const query of queries) {
    let isFirst = true
    const chosen = await chooseNow(query, async () => {
      if (!isFirst) report = await look()
      isFirst = false
      return report
    })
    const whose = queries.length > 1 ? `${query}: ` : ''
    if (options.quiet !== true) io.stderr.write(`${whose}${chosen.choice.why}\n`)
    choices.push({ choice: chosen.choice, chooseAgain: async () => (await chooseNow(query, look)).choice })
  }
  await remember(report, options, io)
  return { report, databases, choices, account }
}

const patienceOf = ({ sleep }: Account, io: Io) => ({
  sleep,
  onWait: (verdict: string, ms: number) =>
    void io.stderr.write(`not ready yet (${verdict}), looking again in ${ms / 1000} s\n`),
})
