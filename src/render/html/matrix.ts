import type { DatabaseReport, TunnelReport } from '../../model/report.js'
import { blockingHop } from '../hops.js'
import { nameAndId, SIGNAL } from '../words.js'
import type { Context } from './context.js'
import { anchor, databaseAnchor, hrefTo, html, type Markup } from './markup.js'

/** Hosts down, databases across; each cell leads to its tunnel. */
export function matrix(databases: readonly DatabaseReport[], context: Context): Markup {
  const { index, report } = context
  const tunnels = new Map(databases.map((database) => [database, index.tunnelsTo(database)]))
  const leading = new Set([...tunnels.values()].flat().map((tunnel) => tunnel.hostId))
  const hostIds = report.hosts.map(({ instanceId }) => instanceId).filter((id) => leading.has(id))
  if (hostIds.length === 0) return html``
  const all = [...tunnels.values()].flat()
  if (
    context.many &&
    all.every(({ verdict }) => verdict === 'READY') &&
    all.length === hostIds.length * databases.length
  )
    return html`<p class="meta">Every host reaches every database.</p>`
  return html`<div class="wide" role="group" tabindex="0" aria-label="Hosts and databases"><table class="matrix"><caption>Which host reaches which database</caption>
<thead><tr><th scope="col">Host</th>${databases.map((database) => html`<th scope="col" class="id">${database.databaseId}</th>`)}</tr></thead>
<tbody>${hostIds.map(
    (hostId) =>
      html`<tr><th scope="row">${nameAndId(index.host(hostId)?.name, hostId)}</th>${databases.map((database) =>
        cell(
          tunnels.get(database)?.find((tunnel) => tunnel.hostId === hostId),
          context,
        ),
      )}</tr>`,
  )}</tbody></table></div>`
}

function cell(tunnel: TunnelReport | undefined, context: Context): Markup {
  const { index } = context
  if (tunnel === undefined) return html`<td>– no path</td>`
  const [hop] = index.problemsOfTunnel(tunnel).flatMap((problem) => blockingHop(index.leading(problem) ?? {}) ?? [])
  return html`<td class="is-${tunnel.verdict}"><a href="${hrefTo(tunnelPlace(tunnel, context))}"><span aria-hidden="true">${SIGNAL[tunnel.verdict]}</span> ${tunnel.verdict}</a>${hop ? html`<br><span class="meta">at ${hop.at}</span>` : undefined}</td>`
}

/** Where the page tells of a tunnel: of many VPCs, one that is open with its database alone. */
export function tunnelPlace(tunnel: TunnelReport, { many }: Pick<Context, 'many'>): string {
  const { vpcId, databaseKind, databaseId, accountId, verdict } = tunnel
  return many && verdict === 'READY' ? databaseAnchor(vpcId, databaseKind, databaseId, accountId) : tunnelAnchor(tunnel)
}

/** The id of a tunnel's section. */
export function tunnelAnchor({ hostId, databaseId, databaseKind, vpcId }: TunnelReport): string {
  return anchor(hostId, vpcId, databaseKind, databaseId)
}
