import type { ClientCommand, HostCommands, TunnelCommands } from '../../model/report.js'
import type { ShellCommand } from '../../model/shell-command.js'
import { html, type Markup } from './markup.js'

export const SHELLS = { bash: 'Bash, zsh', powershell: 'PowerShell', cmd: 'cmd.exe' } as const

/** A command for each shell, of which the page shows the chosen one, and a button that copies it. */
export function command(label: string, shells: ShellCommand): Markup {
  const { bash, powershell, cmd } = shells
  if (bash === powershell && bash === cmd) return copyable(label, html`<code>${bash}</code>`)
  return copyable(
    label,
    html`<code class="sh-bash">${bash}</code><code class="sh-powershell">${powershell}</code><code class="sh-cmd">${cmd}</code>`,
  )
}

/** Text that is the same in every shell. */
export function snippet(label: string, text: string): Markup {
  return copyable(label, html`<code>${text}</code>`)
}

function copyable(label: string, codes: Markup): Markup {
  return html`<div class="cmd"><span class="cmd-label">${label}</span>${codes}<button type="button" class="copy" aria-label="Copy: ${label}">Copy</button></div>`
}

export function tunnelCommands(commands: Partial<TunnelCommands>): Markup {
  return html`${commands.startSession && command('Open the tunnel', commands.startSession)}
${commands.startReaderSession && command('Open the tunnel to the reader', commands.startReaderSession)}
${(commands.client ?? []).map(clientCommand)}`
}

function clientCommand(client: ClientCommand): Markup {
  const name = client.role === undefined ? client.client : `${client.client} (${client.role})`
  return html`${client.token && command(`Token for ${name}`, client.token)}${command(`Then ${name}`, client)}
${client.notes.length > 0 ? html`<ul class="notes">${client.notes.map((note) => html`<li>${note}</li>`)}</ul>` : undefined}`
}

export function hostCommands(commands: Partial<HostCommands>): Markup {
  return html`${commands.shell && command('Open a shell', commands.shell)}
${commands.ssh && command('SSH', commands.ssh)}
${commands.sshConfig === undefined ? undefined : snippet('For ~/.ssh/config', commands.sshConfig)}`
}
