import type { Change } from '../../model/report.js'
import { minute, nameAndId } from '../words.js'
import { anchor, databaseAnchor, hrefTo, html, type Markup } from './markup.js'

export function changes(list: readonly Change[] | undefined): Markup {
  if (list === undefined) return html``
  if (list.length === 0)
    return html`<section id="changes"><h2>Since the last report</h2><p>Nothing changed.</p></section>`
  return html`<section id="changes"><h2>Since the last report</h2><div class="wide" role="group" tabindex="0" aria-label="Changes"><table><thead><tr><th scope="col">What</th><th scope="col">Before</th><th scope="col">Now</th><th scope="col">Since</th></tr></thead><tbody>
${list.map(
  (change) =>
    html`<tr><td>${change.kind} <a href="${hrefTo(anchorOf(change))}">${nameAndId(change.name, change.id)}</a>${change.capability && ` ${change.capability}`}</td><td>${state(change.before, 'new')}</td><td>${state(change.after, 'gone')}</td><td>${change.since === undefined ? '' : minute(change.since)}</td></tr>`,
)}
</tbody></table></div></section>`
}

function anchorOf({ kind, id, vpcId = '', databaseKind: of = 'instance' }: Change): string {
  if (kind === 'database') return databaseAnchor(vpcId, of, id)
  if (kind !== 'tunnel') return anchor(id)
  const [hostId = '', ...databaseId] = id.split('/')
  return anchor(hostId, vpcId, of, databaseId.join('/'))
}

function state(verdict: string | undefined, absent: string): Markup {
  return verdict === undefined
    ? html`<i>${absent}</i>`
    : html`<span class="is-${verdict.replace(/\W/g, '')}">${verdict}</span>`
}
