import type { HostCommands } from '../../model/report.js'
import type { ShellCommand } from '../../model/shell-command.js'
import { forShells } from '../../shell/index.js'
import { quotePosix } from '../../shell/posix.js'
import { type Session, sessionArgv } from './session.js'

/** The user that AMIs of a platform come with. */
export function defaultUser(platformName: string | undefined): string {
  if (/ubuntu/i.test(platformName ?? '')) return 'ubuntu'
  return /debian/i.test(platformName ?? '') ? 'admin' : 'ec2-user'
}

/**
 * SSH over Session Manager. The key is somebody's own, or the one of 60 seconds that `ssm-ready connect --ssh` makes.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-getting-started-enable-ssh-connections.html
 */
export function sshCommands(
  base: Pick<Session, 'region' | 'profile' | 'target'>,
  platformName: string | undefined,
): Required<Pick<HostCommands, 'ssh' | 'sshConfig'>> {
  const user = defaultUser(platformName)
  return {
    ssh: sshCommand(base, user),
    sshConfig: [`Host ${base.target}`, `  User ${user}`, `  ProxyCommand ${proxyCommand(base, '%h')}`].join('\n'),
  }
}

export function sshArgv(base: Pick<Session, 'region' | 'profile' | 'target'>, user: string): string[] {
  return ['ssh', '-o', `ProxyCommand=${proxyCommand(base, '%h')}`, `${user}@${base.target}`]
}

function sshCommand(base: Pick<Session, 'region' | 'profile' | 'target'>, user: string): ShellCommand {
  return forShells(sshArgv(base, user))
}

/** ssh hands it to a POSIX shell after it has put host and port in place of %h and %p. */
function proxyCommand({ region, profile }: Pick<Session, 'region' | 'profile'>, target: string): string {
  const argv = sessionArgv({
    region,
    ...(profile !== undefined && { profile: profile.replaceAll('%', '%%') }),
    target,
    documentName: 'AWS-StartSSHSession',
  })
  return [...argv.map(quotePosix), '--parameters portNumber=%p'].join(' ')
}
