import { Argument } from 'commander'
import { UsageError } from '../../model/errors.js'
import { commandLines } from '../../shell/command-lines.js'
import { ownCommand } from '../../shell/own-command.js'
import type { AddCommand } from '../add-command.js'
import { completing } from '../completion/completing.js'
import { invocationOf } from '../invocation.js'
import type { Io } from '../io.js'
import { addCommonOptions, addMessageSizeOption, type CommonOptions, messageSizeOf, numberOf } from '../options.js'
import { shellOf } from '../terminal.js'

const HIGHEST_PORT = 65_535

interface ProxyOptions extends CommonOptions {
  messageSize?: string
}

export const addProxy: AddCommand = (program, io, finish) => {
  const command = program
    .command('proxy')
    .description("A port of a host on stdin and stdout, through a session: for OpenSSH's ProxyCommand")
    .addArgument(completing(new Argument('<host>', 'id or name of a host (%h)'), { of: ['host'] }))
    .argument('<port>', 'port of the host itself (%p)')
  addCommonOptions(addMessageSizeOption(command)).action(async (host: string, port: string, options: ProxyOptions) =>
    finish(await proxy(host, numberOf('<port>', HIGHEST_PORT, port), options, io)),
  )
}

/** Without an audit, and without reading the config: ssh waits for it. */
async function proxy(host: string, port: number, options: ProxyOptions, io: Io): Promise<number> {
  const { runProxy } = await import('../../app/session/run-proxy.js')
  const [region, ...others] = options.region ?? []
  if (region === 'all' || others.length > 0) throw new UsageError('--region: a host is in one region; name that one.')
  return runProxy({
    host,
    port,
    ...messageSizeOf(options),
    env: io.env,
    stdin: io.stdin,
    stdout: io.stdout,
    say: (sentence) => io.stderr.write(`ssm-ready: ${sentence}\n`),
    explain: (target, where) =>
      commandLines([ownCommand(['explain', target], invocationOf(options, io.env), where)])[shellOf(io.env)],
    ...(options.profile !== undefined && { profile: options.profile }),
    ...(region !== undefined && { region }),
  })
}
