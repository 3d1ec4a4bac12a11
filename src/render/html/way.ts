import type { DatabaseReport, TunnelReport } from '../../model/report.js'
import type { ReportIndex } from '../report-index.js'
import { LEVEL_STATUS, nameAndId, SIGNAL } from '../words.js'
import { command } from './commands.js'
import { remedyNote } from './findings.js'
import { badge, databaseAnchor, html, type Markup } from './markup.js'

/** The id of a database's row. */
export function wayAnchor(database: DatabaseReport): string {
  return databaseAnchor(database.vpcId, database.kind, database.databaseId)
}

/** The best way to one database: the command that opens it, or what is in the way. */
export function way(database: DatabaseReport, index: ReportIndex): Markup {
  const tunnel = index.tunnelsTo(database)[0]
  return html`<li class="way" id="${wayAnchor(database)}">
<p class="way-head"><b class="id">${database.databaseId}</b> <span class="meta">${database.engine} ${database.kind} · ${database.status}</span>${tunnel && html` ${badge(tunnel.verdict, SIGNAL[tunnel.verdict], tunnel.verdict)} ${via(tunnel, index)}`}</p>
${tunnel === undefined ? html`<p>No jump host leads to this database.</p>` : body(tunnel, database, index)}
</li>`
}

function via(tunnel: TunnelReport, index: ReportIndex): Markup {
  const host = index.host(tunnel.hostId)
  return html`<span class="meta">by way of ${nameAndId(host?.name, tunnel.hostId)}</span>`
}

function body(tunnel: TunnelReport, database: DatabaseReport, index: ReportIndex): Markup {
  const start = tunnel.commands.startSession
  return html`${start && command(`Connect to ${database.databaseId}`, start)}${tunnel.verdict === 'READY' ? undefined : reasons(tunnel, index, 3)}`
}

/** What keeps a tunnel from being READY, and the fix. */
function reasons(tunnel: TunnelReport, index: ReportIndex, max: number): Markup {
  const problems = index.problemsOfTunnel(tunnel)
  if (problems.length === 0) {
    return html`${tunnel.blockedBy.map(({ checkId, reason }) => html`<p class="why is-fail">${checkId}: ${reason}</p>`)}`
  }
  const left = problems.length - max
  return html`${problems
    .slice(0, max)
    .map(
      ({ level, message, remedy }) =>
        html`<p class="why is-${LEVEL_STATUS[level]}">${message}</p>${remedy && remedyNote(remedy)}`,
    )}${left > 0 ? html`<p class="meta">and ${left} more below</p>` : undefined}`
}
