import { Argument } from 'commander'
import { UsageError } from '../../model/errors.js'
import type { AddCommand } from '../add-command.js'
import { completing } from '../completion/completing.js'
import type { Io } from '../io.js'
import {
  addCommonOptions,
  addMessageSizeOption,
  addSampleOption,
  messageSizeOf,
  numberOf,
  oneOf,
  valueOption,
} from '../options.js'
import { type ConnectOptions, portOf } from './connect/options.js'

const WAYS = ['native', 'plugin', 'aws'] as const
const MOST_STREAMS = 8

export const addConnect: AddCommand = (program, io, finish, rest) => {
  const command = program
    .command('connect')
    .description('Open tunnels to databases, or a shell on a host, through the best host that is ready')
    .usage('[options] [database or host...] [-- client with arguments]')
    .addArgument(
      completing(
        new Argument(
          '[database or host...]',
          "id or endpoint of a database; id or name of a host; a saved connection's name (default: pick one)",
        ),
        { of: ['connection', 'database', 'host'] },
      ),
    )
    .option('--all', 'a tunnel to every database that can be reached')
    .addOption(valueOption('--via <host>', 'tunnel through this host', { of: ['host'] }))
    .option('--local-port <port>', 'local end of the tunnel (default: the one in the report, else the next free)')
    .option('--streams <n>', `spread connections over up to so many sessions, 1 to ${MOST_STREAMS} (default: 1)`)
    .addOption(valueOption('--with <way>', 'native (default), or the session plugin or the AWS CLI', WAYS))
    .option('--no-reconnect', 'end when the session ends, instead of opening another')
    .option('--print', 'print the commands instead of running anything')
    .option('--wait', 'first wait until it is ready (looks every 15 seconds, for 30 minutes)')
    .option('--ssh', 'SSH to a host with a key that is valid for 60 seconds')
    .option('--os-user <name>', "user for --ssh (default: the AMI's own)")
  addCommonOptions(addSampleOption(addMessageSizeOption(command), ' (with --print)')).action(
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
  const streams = options.streams === undefined ? 1 : numberOf('--streams', MOST_STREAMS, options.streams)
  const size = messageSizeOf(options)
  const { messageSize: _, ...others } = options
  const way = options.with === undefined ? 'native' : oneOf('--with', WAYS, options.with)
  if (portOf(options) !== undefined && (queries.length > 1 || options.all))
    throw new UsageError('--local-port is for one tunnel; several take the ports of the report.')
  const [own] = given(options, ['messageSize', 'streams'])
  if (own !== undefined && (way !== 'native' || options.ssh))
    throw new UsageError(`${own} is for sessions of this program itself, without --with or --ssh.`)
  if (options.osUser !== undefined && !options.ssh) throw new UsageError('--os-user is for --ssh: give both.')
  if (command.length > 0 && (queries.length > 1 || options.all || way !== 'native' || options.ssh || options.print))
    throw new UsageError('A command after -- runs through one tunnel to a database, without --with, --ssh or --print.')
  if (options.all && queries.length > 0)
    throw new UsageError('--all and the names of databases exclude each other: give one of them.')
  const { find } = await import('./connect/find.js')
  const found = await find(queries, options, io)
  const [first] = found.choices
  const [ofTunnels] = given(options, ['localPort', 'messageSize', 'streams'])
  if (ofTunnels !== undefined && found.choices.some(({ choice }) => !choice.database))
    throw new UsageError(`${ofTunnels} is for tunnels; ${queries[0] ?? 'what was picked'} is a host.`)
  if (options.ssh && first) return (await import('./connect/ssh.js')).bySsh(found, first.choice, options, way, io)
  if (options.print) return (await import('./connect/print.js')).print(found, options, io)
  if (way === 'native' && found.choices.every(({ choice }) => choice.database))
    return (await import('./connect/tunnels.js')).openTunnels(found, { ...others, ...size, streams, command }, io)
  if (command.length > 0) throw new UsageError(`A command after -- runs through a tunnel; ${queries[0]} is a host.`)
  if (way === 'native') return (await import('./connect/shell.js')).openShell(found, options, io)
  return (await import('./connect/by-program.js')).byProgram(found, options, way, io)
}

const FLAGS = { localPort: '--local-port', messageSize: '--message-size', streams: '--streams' } as const

/** Those of these flags that somebody gave. */
const given = (options: ConnectOptions, of: readonly (keyof typeof FLAGS)[]): string[] =>
  of.filter((name) => options[name] !== undefined).map((name) => FLAGS[name])
