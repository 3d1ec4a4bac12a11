import { groupBy } from '../../model/group-by.js'
import type { ClientCommand, HostCommands, TunnelCommands } from '../../model/report.js'
import type { ShellCommand } from '../../model/shell-command.js'
import { html, type Markup } from './markup.js'

export const SHELLS = { bash: 'Bash, zsh', powershell: 'PowerShell', cmd: 'cmd.exe' } as const

/**
 * A command for each shell, of which the page shows the chosen one, and a button that copies it.
 * @param label what stands beside it
 * @param what what it is for, where the label alone does not say it to those who hear the button's name
 */
export function command(label: string, shells: ShellCommand, what: string = label): Markup {
  const texts = groupBy(Object.keys(SHELLS) as (keyof ShellCommand)[], (shell) => shells[shell])
  if (texts.size === 1) return snippet(label, shells.bash, what)
  const codes = [...texts].map(
    ([text, names]) => html`<code class="${names.map((name) => `sh-${name}`).join(' ')}">${text}</code>`,
  )
  return copyable(label, html`${codes}`, what)
}

/** Text that is the same in every shell. */
export function snippet(label: string, text: string, what: string = label): Markup {
  return copyable(label, html`<code>${text}</code>`, what)
}

function copyable(label: string, codes: Markup, what: string): Markup {
  return html`<div class="cmd"><b>${label}</b>${codes}<button aria-label="Copy: ${what}">Copy</button></div>`
}

/** The steps by hand, in order: the tunnel, the token that is the password, the client. */
export function steps({ startSession, client = [] }: Partial<TunnelCommands>, database: string): Markup {
  const [first] = client
  if (startSession === undefined) return html``
  return html`<p class="or">or step by step</p>${command('Tunnel', startSession, `Tunnel to ${database}`)}${first && clientSteps(first, database)}`
}

/** The reader, and the other clients. */
export function otherSteps({ startReaderSession, client = [] }: Partial<TunnelCommands>, database: string): Markup {
  return html`${startReaderSession && command('Tunnel, reader', startReaderSession, `Tunnel to the reader of ${database}`)}${client
    .slice(1)
    .map((each) => clientSteps(each, database))}`
}

export const hasOtherSteps = ({ startReaderSession, client = [] }: Partial<TunnelCommands>): boolean =>
  startReaderSession !== undefined || client.length > 1

function clientSteps(client: ClientCommand, database: string): Markup {
  const name = client.role === 'reader' ? `${client.client}, reader` : client.client
  const { before, token } = client
  return html`${before && html`<p class="or">${before.what}</p>${command('Before', before, `Before ${name} to ${database}`)}`}${token && command('Token', token, `Token for ${name} to ${database}`)}${command(name, client, `${name} to ${database}`)}`
}

/** `brief`: the shell alone. */
export function hostCommands(commands: Partial<HostCommands>, host: string, brief: boolean): Markup {
  const { shell } = commands
  const { ssh, sshConfig } = brief ? {} : commands
  if (!shell && !ssh && sshConfig === undefined) return html``
  return html`<div class="cmds">${shell && command('Shell', shell, `Shell on ${host}`)}${ssh && command('SSH', ssh, `SSH to ${host}`)}${sshConfig === undefined ? undefined : snippet('~/.ssh/config', sshConfig, `Lines of ~/.ssh/config for ${host}`)}</div>`
}
