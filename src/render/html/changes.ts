import type { Change } from '../../model/report.js'
import { minute, nameAndId } from '../words.js'
import type { Context } from './context.js'
import { anchor, databaseAnchor, hrefTo, html, type Markup } from './markup.js'
import { tunnelPlace } from './matrix.js'

export function changes(context: Context): Markup {
  const { changes: list } = context.report
  if (list === undefined) return html``
  if (list.length === 0)
    return html`<section id="changes"><h2>Since the last report</h2><p>Nothing changed.</p></section>`
  return html`<section id="changes"><h2>Since the last report</h2><div class="wide" role="group" tabindex="0" aria-label="Changes"><table><thead><tr><th scope="col">What</th><th scope="col">Before</th><th scope="col">Now</th><th scope="col">Since</th></tr></thead><tbody>
${list.map(
  (change) =>
    html`<tr><td>${change.kind} ${named(change, context)}${change.capability && ` ${change.capability}`}</td><td>${state(change.before, 'new')}</td><td>${state(change.after, 'gone')}</td><td>${change.since === undefined ? '' : minute(change.since)}</td></tr>`,
)}
</tbody></table></div></section>`
}

/** The name, which leads to where the page tells of it, if it does: what is gone is nowhere. */
function named(change: Change, context: Context): Markup {
  const text =
    change.kind === 'tunnel'
      ? context.index.changedName(change)
      : nameAndId(change.name, change.id) + context.index.inAccount(change.accountId)
  const place = placeOf(change, context)
  return place === undefined ? html`${text}` : html`<a href="${hrefTo(place)}">${text}</a>`
}

function placeOf({ kind, id, vpcId, databaseKind, accountId }: Change, context: Context): string | undefined {
  const { vpcs, hosts, databases, tunnels } = context.report
  switch (kind) {
    case 'vpc':
      return vpcs.some((vpc) => vpc.vpcId === id) ? anchor(id) : undefined
    case 'host':
      return hosts.some(({ instanceId }) => instanceId === id) ? anchor(id) : undefined
    case 'database': {
      const found = databases.find(
        (d) =>
          d.databaseId === id &&
          d.vpcId === vpcId &&
          d.kind === databaseKind &&
          (d.accountId ?? accountId) === accountId,
      )
      return found && databaseAnchor(found.vpcId, found.kind, found.databaseId, found.accountId)
    }
    case 'tunnel': {
      const found = tunnels.find(
        (t) => `${t.hostId}/${t.databaseId}` === id && t.vpcId === vpcId && t.databaseKind === databaseKind,
      )
      return found && tunnelPlace(found, context)
    }
  }
}

function state(verdict: string | undefined, absent: string): Markup {
  return verdict === undefined
    ? html`<i>${absent}</i>`
    : html`<span class="is-${verdict.replace(/\W/g, '')}">${verdict}</span>`
}
