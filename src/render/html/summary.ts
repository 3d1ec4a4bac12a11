import type { VpcVerdict } from '../../model/finding.js'
import type { Change, Report } from '../../model/report.js'
import type { ReportIndex } from '../report-index.js'
import { count, minute, nameAndId, SIGNAL, VERDICT_ORDER, verdictWord } from '../words.js'
import { anchor, databaseAnchor, hrefTo, html, type Markup } from './markup.js'
import { wayAnchor } from './way.js'

const MAX_LINKS = 12

export function top({ scope, generatedAt, tool }: Report): Markup {
  return html`<header class="top"><p class="brand">${tool.name}</p><p class="meta">Account <span class="id">${scope.accountId}</span> · ${scope.regions.join(', ')} · <time datetime="${generatedAt}">${minute(generatedAt)}</time></p></header>`
}

export function summary(report: Report, index: ReportIndex): Markup {
  const { summary, hosts, databases, complete, gaps } = report
  return html`<h1>${headline(summary.vpcs)}</h1>
<p class="lede">${count(databases.length, 'database')}, ${count(hosts.length, 'jump host')}, ${count(report.findings.length, 'finding')}: ${summary.findings.fail} failed, ${summary.findings.unknown} unknown, ${summary.findings.warn} with a warning.</p>
<fieldset class="tiles"><legend class="sr">Show VPCs that are</legend>${VERDICT_ORDER.map((verdict) => tile(verdict, summary.vpcs[verdict]))}</fieldset>
${complete ? undefined : html`<p class="banner"><span aria-hidden="true">⚠</span> Not everything could be seen: <a href="#gaps">${count(gaps.length, 'gap')}</a>. What depends on it is UNKNOWN, not ready.</p>`}
${ways(index)}
${contents(report)}`
}

function headline(vpcs: Record<VpcVerdict, number>): string {
  const total = vpcs.READY + vpcs.DEGRADED + vpcs.BLOCKED + vpcs.UNKNOWN
  if (total === 0) return 'No jump hosts and no databases'
  if (vpcs.READY === total) return total === 1 ? 'The VPC is ready' : `All ${total} VPCs are ready`
  return `${vpcs.READY} of ${count(total, 'VPC')} ready`
}

/** A count that is also a filter, where scripts run. */
function tile(verdict: VpcVerdict, number: number): Markup {
  if (verdict === 'NOT_APPLICABLE' && number === 0) return html``
  return html`<label class="tile is-${verdict}"><input type="checkbox" name="verdict" value="${verdict}" checked disabled> <span class="number">${number}</span> <span><span aria-hidden="true">${SIGNAL[verdict]}</span> ${verdictWord(verdict)}</span></label>`
}

/** Straight to the commands that work. */
function ways(index: ReportIndex): Markup {
  const open = index.vpcs
    .flatMap((vpc) => index.databasesOf(vpc.vpcId))
    .filter((database) => index.tunnelsTo(database)[0]?.commands.startSession !== undefined)
  if (open.length === 0) return html``
  const left = open.length - MAX_LINKS
  return html`<p class="jump"><b>Connect to</b> ${open.slice(0, MAX_LINKS).map((database) => html`<a class="id" href="${hrefTo(wayAnchor(database))}">${database.databaseId}</a> `)}${left > 0 ? html`<span class="meta">and ${left} more: search below</span>` : undefined}</p>`
}

/** The page's parts, for those who do not scroll. */
function contents({ changes, gaps, findings, acceptances }: Report): Markup {
  const accepted = findings.filter((finding) => finding.accepted).length + (acceptances ?? []).length
  const parts = [
    ['vpcs', 'VPCs'],
    ...(changes === undefined ? [] : [['changes', `Changes (${changes.length})`]]),
    ['gaps', `Not looked at (${gaps.length})`],
    ...(accepted === 0 ? [] : [['accepted', `Accepted (${accepted})`]]),
    ['legend', 'How to read this'],
  ]
  return html`<nav class="pages" aria-label="On this page">${parts.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>`
}

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
