import type { Preparation } from '../../../model/report.js'
import type { ShellCommand } from '../../../model/shell-command.js'
import { commandLines } from '../../../shell/command-lines.js'
import { forShells } from '../../../shell/index.js'
import type { Client, ClientTarget } from './client-target.js'

/**
 * The real name in the address, so that certificate and signature hold; the tunnel in place of what it resolves to.
 * PowerShell up to 5.1 has a command of its own by the name `curl`.
 */
export function curl({ endpoint, port, localPort }: ClientTarget, path: string, ...data: string[]): Client {
  const https = port === 443 ? endpoint : `${endpoint}:${port}`
  const instead = `${endpoint}:${port}:127.0.0.1:${localPort}`
  const args = ['--connect-to', instead, ...data, `https://${https}${path}`]
  return { client: 'curl', command: forShells(['curl', ...args], ['curl.exe', ...args]) }
}

/** The same with the signature of whoever runs it. @param service as signatures name it */
export function signed(client: Client, service: string, target: ClientTarget): Client {
  const { bash, powershell, cmd } = client.command
  const options = signature(service, target.region)
  return {
    ...client,
    command: {
      bash: `${bash} ${options.bash}`,
      powershell: `${powershell} ${options.powershell}`,
      cmd: `${cmd} ${options.cmd}`,
    },
    before: keys(target),
    notes: [...(client.notes ?? []), CMD_NOTE],
  }
}

/** Only with temporary credentials: curl signs an empty header, and does not send it. */
const TOKEN = {
  bash: `\${AWS_SESSION_TOKEN:+-H "x-amz-security-token: $AWS_SESSION_TOKEN"}`,
  powershell: `@(if ($env:AWS_SESSION_TOKEN) {'-H', "x-amz-security-token: $env:AWS_SESSION_TOKEN"})`,
  cmd: '-H "x-amz-security-token: %AWS_SESSION_TOKEN%"',
}
const CMD_NOTE =
  'in cmd.exe, with keys that are not temporary (no AWS_SESSION_TOKEN), leave out the header x-amz-security-token'

/** Keys by their variables: no history of a shell holds them. @see https://curl.se/docs/manpage.html#--aws-sigv4 */
function signature(service: string, region: string): ShellCommand {
  const scope = forShells(['--aws-sigv4', `aws:amz:${region}:${service}`])
  return {
    bash: `${scope.bash} --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" ${TOKEN.bash}`,
    powershell: `${scope.powershell} --user "$($env:AWS_ACCESS_KEY_ID):$($env:AWS_SECRET_ACCESS_KEY)" ${TOKEN.powershell}`,
    cmd: `${scope.cmd} --user "%AWS_ACCESS_KEY_ID%:%AWS_SECRET_ACCESS_KEY%" ${TOKEN.cmd}`,
  }
}

/**
 * Puts the keys into variables. Only version 2 of the AWS CLI prints them.
 * @see https://docs.aws.amazon.com/cli/latest/reference/configure/export-credentials.html
 */
function keys({ profile }: Pick<ClientTarget, 'profile'>): Preparation {
  const printed = (format: string) => [
    ...['aws', 'configure', 'export-credentials', ...(profile === undefined ? [] : ['--profile', profile])],
    ...['--format', format],
  ]
  return {
    what: 'once in a terminal, for the keys that sign the requests (version 2 of the AWS CLI)',
    bash: commandLines([['eval', { output: printed('env') }]]).bash,
    powershell: `${forShells(printed('powershell')).powershell} | Invoke-Expression`,
    // Without the sign, cmd.exe would show each command, and the keys with it.
    cmd: commandLines([[{ output: printed('windows-cmd') }]]).cmd.replace(/ do (?=%\w$)/, ' do @'),
  }
}
