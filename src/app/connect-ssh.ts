import { pushPublicKey } from '../aws/push-key.js'
import { findProgram } from '../local/programs.js'
import { runSession } from '../local/run-session.js'
import { makeThrowawayKey } from '../local/throwaway-key.js'
import { UsageError } from '../model/errors.js'
import type { HostReport, Report } from '../model/report.js'
import { sshArgv } from '../report/commands/ssh.js'
import type { Account } from './account.js'
import { explainEnd, requirePlugin, type Terminal } from './connect.js'

/**
 * SSH over Session Manager without any stored key: a key pair is made, EC2 Instance Connect makes its public half
 * valid for 60 seconds, and the pair is removed afterwards.
 * @returns the exit code of ssh
 */
export async function connectBySsh(
  host: HostReport,
  options: { osUser: string; profile?: string },
  report: Report,
  account: Account,
  terminal: Terminal,
): Promise<number> {
  const [ssh, sshKeygen, cli] = await Promise.all(
    ['ssh', 'ssh-keygen', 'aws'].map((name) => findProgram(name, terminal.env)),
  )
  if (ssh === undefined || sshKeygen === undefined)
    throw new UsageError('ssh and ssh-keygen must be on PATH for --ssh: install an OpenSSH client.')
  if (cli === undefined) throw new UsageError('The AWS CLI must be on PATH for --ssh: ssh reaches the host through it.')
  await requirePlugin(terminal.env)
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
    const args = ['-i', key.privateKeyFile, '-o', 'IdentitiesOnly=yes', ...sshArgv(base, osUser).slice(1)]
    const ended = await runSession({ program: ssh, args, ...terminal })
    explainEnd(ended.stderr, { report, hostId: host.instanceId }, terminal)
    return ended.exitCode
  } finally {
    await key.remove()
  }
}
