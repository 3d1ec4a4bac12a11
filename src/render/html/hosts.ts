import { connectCommand } from '../own-command.js'
import { SIGNAL } from '../words.js'
import { command, hostCommands } from './commands.js'
import type { Context } from './context.js'
import { works } from './databases.js'
import { badge, html, type Markup } from './markup.js'

/** Hosts of VPCs that have no database: the way to the hosts themselves. */
export function hostsSection({ report, index, options, many }: Context): Markup {
  const hosts = report.vpcs
    .filter(({ databaseIds }) => databaseIds.length === 0)
    .flatMap(({ vpcId }) => index.hostsOf(vpcId))
  if (hosts.length === 0) return html``
  return html`<section id="hosts" aria-labelledby="hosts-name"><h2 id="hosts-name">Hosts <span class="meta">in VPCs without databases</span></h2>
${hosts.map(({ instanceId, name, vpcId, accountId, region, verdicts, commands }) => {
  const shown = name || instanceId
  const body = works({ verdict: verdicts.shell })
    ? html`<div class="cmds">${command('Connect', connectCommand([instanceId], options, region, index.profileOf(accountId)), `Connect to ${shown}`)}</div>${hostCommands(commands, shown, many)}`
    : undefined
  return html`<article class="db is-${verdicts.shell}" aria-label="${shown}" data-search="${[instanceId, name, index.nameOf(vpcId)].join(' ').toLowerCase()}">
<div class="head"><h3>${shown}</h3> ${badge(verdicts.shell, SIGNAL[verdicts.shell], verdicts.shell)} <p>${shown === instanceId ? '' : `${instanceId} · `}VPC ${index.nameOf(vpcId)}${index.inAccount(accountId)}</p></div>
${body}</article>`
})}</section>`
}
