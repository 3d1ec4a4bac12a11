import { pushPublicKey } from '../aws/push-key.js'
import { findProgram } from '../local/programs.js'
import { runSession } from '../local/run-session.js'
import { makeThrowawayKey } from '../local/throwaway-key.js'
import type { Env } from '../model/env.js'
import { UsageError } from '../model/errors.js'
import type { HostReport, Report } from '../model/report.js'
import type { ShellCommand } from '../model/shell-command.js'
import { cliProxyCommand, isWindows, ownProxyCommand, sshArgv } from '../report/commands/ssh.js'
import { forShells } from '../shell/index.js'
import { quotePosix } from '../shell/posix.js'
import type { Account } from './account.js'
import { nameOf } from './choose.js'
import { explainEnd, requirePlugin, type Terminal } from './connect.js'

export interface SshOptions {
  osUser: string
  profile?: string
  /** The words that start this program, which ssh is to reach the host by; without them, the AWS CLI and its plugin. */
  program?: readonly string[]
}

/**
 * SSH over Session Manager without any stored key: a key pair is made, EC2 Instance Connect makes its public half
 * valid for 60 seconds, and the pair is removed afterwards.
 * @returns the exit code of ssh
 * @throws UsageError without an OpenSSH client, and for a host with Windows
 */
export async function connectBySsh(
  host: HostReport,
  options: SshOptions,
  report: Report,
  account: Account,
  terminal: Terminal,
): Promise<number> {
  if (isWindows(host.platformName))
    throw new UsageError(
      `${nameOf(host)} runs Windows, where EC2 Instance Connect places no keys: connect ${host.instanceId} gives a shell, \`ssm-ready proxy\` an SSH client of yours the way to port 22.`,
    )
  const [ssh, sshKeygen] = await Promise.all(['ssh', 'ssh-keygen'].map((name) => findProgram(name, terminal.env)))
  if (ssh === undefined || sshKeygen === undefined)
    throw new UsageError('ssh and ssh-keygen must be on PATH for --ssh: install an OpenSSH client.')
  if (options.program === undefined) await requireCli(terminal.env)
  const key = await makeThrowawayKey(sshKeygen)
  try {
    const { osUser } = options
    await pushPublicKey(account.clients, {
      region: host.region,
      instanceId: host.instanceId,
      zone: host.zone,
      osUser,
      publicKey: key.publicKey,
    })
    const base = {
      region: host.region,
      target: host.instanceId,
      ...(options.profile !== undefined && { profile: options.profile }),
    }
    const way = proxyCommand(base, options.program)
    const args = ['-i', key.privateKeyFile, '-o', 'IdentitiesOnly=yes', ...sshArgv(base, osUser, way).slice(1)]
    const ended = await runSession({ program: ssh, args, ...terminal })
    explainEnd(ended.stderr, { report, hostId: host.instanceId }, terminal)
    return ended.exitCode
  } finally {
    await key.remove()
  }
}

/** The line that does the same with a key of one's own. */
export function sshLine(host: HostReport, { osUser, profile, program }: SshOptions): ShellCommand {
  const base = { region: host.region, target: host.instanceId, ...(profile !== undefined && { profile }) }
  return forShells(sshArgv(base, osUser, proxyCommand(base, program)))
}

/** @throws UsageError */
async function requireCli(env: Env): Promise<void> {
  if ((await findProgram('aws', env)) === undefined)
    throw new UsageError('The AWS CLI is not on PATH: install it, or connect with --with native.')
  await requirePlugin(env)
}

const proxyCommand = (base: { region: string; profile?: string }, program: SshOptions['program']) =>
  program === undefined
    ? cliProxyCommand(base)
    : ownProxyCommand(base, program, process.platform === 'win32' ? quoteWindows : quotePosix)

const quoteWindows = (argument: string) => (/^[\w:\\/.%-]+$/.test(argument) ? argument : `"${argument}"`)
