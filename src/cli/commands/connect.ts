import type { AddCommand } from '../add-command.js'
import { type AccountOptions, addCommonOptions } from '../options.js'

export interface ConnectOptions extends AccountOptions {
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
    .argument('<database or host>', 'id or endpoint of a database; id or name of a host')
    .option('--via <host>', 'tunnel through this host')
    .option('--local-port <port>', 'local end of the tunnel (default: the one in the report, else the next free)')
    .option('--print', 'print the command instead of running it')
    .option('--wait', 'first wait until it is ready (looks every 15 seconds, for 30 minutes)')
    .option('--ssh', 'SSH to a host with a key that is valid for 60 seconds')
    .option('--os-user <name>', "user for --ssh (default: the AMI's own)")
    .option('--sample [name]', 'an embedded sample account (with --print): article, troubled or large')
  addCommonOptions(command).action(async (query: string, options: ConnectOptions) => {
    const { connect } = await import('../run/connect.js')
    finish(await connect(query, options, io))
  })
}
