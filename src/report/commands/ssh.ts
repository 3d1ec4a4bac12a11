import type { Invocation } from '../../model/invocation.js'
import type { HostCommands } from '../../model/report.js'
import { SSH_DOCUMENT } from '../../model/session-permissions.js'
import { forShells } from '../../shell/index.js'
import { quotePosix } from '../../shell/posix.js'
import { type Session, sessionArgv } from './session.js'

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/managing-users.html */
const USERS: readonly (readonly [RegExp, string])[] = [
  [/ubuntu/i, 'ubuntu'],
  [/debian/i, 'admin'],
  [/rocky/i, 'rocky'],
]

/** The user that AMIs of a platform come with. */
export const defaultUser = (platformName = ''): string =>
  USERS.find(([platform]) => platform.test(platformName))?.[1] ?? 'ec2-user'

/** As the agent reports its platform. */
export const isWindows = (platformName = ''): boolean => /windows/i.test(platformName)

/**
 * SSH over Session Manager. The key is somebody's own, or the one of 60 seconds that `ssm-ready connect --ssh` makes.
 * The lines of the config use this program; those who have none find the AWS CLI's way beside it.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-getting-started-enable-ssh-connections.html
 */
export function sshCommands(
  base: Pick<Session, 'region' | 'profile' | 'target'>,
  platformName: string | undefined,
  program: Invocation['program'],
): Required<Pick<HostCommands, 'ssh' | 'sshConfig'>> {
  const user = defaultUser(platformName)
  const cli = cliProxyCommand(base)
  return {
    ssh: forShells(sshArgv(base, user, cli)),
    sshConfig: [
      `Host ${base.target}`,
      `  User ${user}`,
      `  ProxyCommand ${ownProxyCommand(base, program)}`,
      `  # with the AWS CLI and its session plugin instead:`,
      `  # ProxyCommand ${cli}`,
    ].join('\n'),
  }
}

/** @param proxyCommand how ssh is to reach the host */
export function sshArgv({ target }: Pick<Session, 'target'>, user: string, proxyCommand: string): string[] {
  return ['ssh', '-o', `ProxyCommand=${proxyCommand}`, `${user}@${target}`]
}

/** ssh puts host and port in place of %h and %p, then hands it to a POSIX shell; on Windows, to none. */
export function ownProxyCommand(
  { region, profile }: Pick<Session, 'region' | 'profile'>,
  program: readonly string[],
  quote: (argument: string) => string = quotePosix,
): string {
  const named = profile === undefined ? [] : ['--profile', profile]
  const argv = [...program, 'proxy', ...named, '--region', region]
  return [...argv.map((argument) => quote(argument.replaceAll('%', '%%'))), '%h %p'].join(' ')
}

/** The same by the AWS CLI and its session plugin. */
export function cliProxyCommand({ region, profile }: Pick<Session, 'region' | 'profile'>): string {
  const argv = sessionArgv({
    region,
    ...(profile !== undefined && { profile: profile.replaceAll('%', '%%') }),
    target: '%h',
    documentName: SSH_DOCUMENT,
  })
  return [...argv.map(quotePosix), '--parameters portNumber=%p'].join(' ')
}
