import type { DatabaseReport, VpcReport } from '../../model/report.js'
import type { ReportIndex } from '../report-index.js'
import { count, nameAndId, POSTURE_SIGNAL, SIGNAL, verdictWord } from '../words.js'
import { command } from './commands.js'
import { vpcDetails } from './details.js'
import { anchor, badge, hrefTo, html, type Markup } from './markup.js'
import { asData } from './tree.js'
import { way } from './way.js'

const MAX_WAYS = 4

/** A VPC's card. `lazy`: its details wait as data until they are opened. */
export function vpcCard(vpc: VpcReport, index: ReportIndex, lazy: boolean): Markup {
  const databases = index.databasesOf(vpc.vpcId)
  const more = databases.length - MAX_WAYS
  const id = anchor(vpc.vpcId)
  return html`<article class="vpc is-${vpc.verdict}" id="${id}" tabindex="-1" aria-labelledby="${id}-name" data-verdict="${vpc.verdict}" data-search="${searchText(vpc, databases, index)}">
<div class="vpc-head"><h3 id="${id}-name"><a href="${hrefTo(id)}">${vpc.name || vpc.vpcId}</a></h3> ${badge(vpc.verdict, SIGNAL[vpc.verdict], verdictWord(vpc.verdict))}
<p class="meta"><span class="id">${vpc.vpcId}</span> · ${vpc.region} · ${count(vpc.hostIds.length, 'host')} · ${count(databases.length, 'database')}${vpc.posture && html` · posture ${badge(vpc.posture, POSTURE_SIGNAL[vpc.posture], vpc.posture)}`}</p></div>
${databases.length > 0 ? html`<ul class="ways">${databases.slice(0, MAX_WAYS).map((database) => way(database, index))}</ul>` : shells(vpc, index)}
${more > 0 ? html`<p class="meta">and ${count(more, 'more database')} in the details</p>` : undefined}
${vpc.verdict === 'NOT_APPLICABLE' ? undefined : details(vpc, index, lazy)}
</article>`
}

function details(vpc: VpcReport, index: ReportIndex, lazy: boolean): Markup {
  const body = vpcDetails(vpc, index)
  return html`<details class="more"><summary>Paths, hosts and checks<span class="sr"> of ${nameAndId(vpc.name, vpc.vpcId)}</span></summary>
${lazy ? html`${asData(body)}<noscript><p>The details of a report this large need JavaScript.</p></noscript>` : body}</details>`
}

/** Where there is no database, the way to the hosts themselves. */
function shells(vpc: VpcReport, index: ReportIndex): Markup {
  const hosts = index.hostsOf(vpc.vpcId)
  if (hosts.length === 0) return html`<p class="meta">Neither jump hosts nor databases.</p>`
  return html`<ul class="ways">${hosts
    .slice(0, MAX_WAYS)
    .map(
      ({ instanceId, name, verdicts, commands }) =>
        html`<li class="way"><p class="way-head"><b>${nameAndId(name, instanceId)}</b> ${badge(verdicts.shell, SIGNAL[verdicts.shell], verdicts.shell)}</p>${commands.shell && command(`Open a shell on ${instanceId}`, commands.shell)}</li>`,
    )}</ul>`
}

function searchText(vpc: VpcReport, databases: readonly DatabaseReport[], index: ReportIndex): string {
  const hosts = index.hostsOf(vpc.vpcId).flatMap(({ instanceId, name, zone }) => [instanceId, name, zone])
  const targets = databases.flatMap((database) => [
    database.databaseId,
    database.engine,
    database.endpoint,
    ...index.tunnelsTo(database).flatMap(({ hostId, blockedBy }) => [hostId, ...blockedBy.flatMap(Object.values)]),
  ])
  return [...new Set([vpc.vpcId, vpc.name, vpc.accountId, vpc.region, ...hosts, ...targets])].join(' ').toLowerCase()
}
