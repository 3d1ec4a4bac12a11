import type { Finding } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import type { Report } from '../../model/report.js'
import { count, nameAndId, SIGNAL, STATUS_SIGNAL } from '../words.js'
import { type Context, causeAnchor } from './context.js'
import { findingList } from './findings.js'
import { badge, hrefTo, html, type Markup } from './markup.js'

/** What the account's regions and the people who connect have in common. */
export function account(context: Context): Markup {
  const { index, report } = context
  const { findings } = report
  const shared = findings.filter(({ subject }) => subject.kind === 'region' || subject.kind === 'caller')
  if (shared.length === 0) return html``
  const groups = groupBy(
    shared,
    ({ subject }) =>
      `${subject.kind === 'region' ? 'Region' : 'Operator'} ${subject.id}${index.inAccount(subject.accountId)}`,
  )
  return html`<section id="account"><h2>Regions and operators</h2>${[...groups].map(
    ([name, group]) => html`<section class="part"><h3>${name}</h3>${findingList(group, context)}</section>`,
  )}</section>`
}

/** Calls that were not answered; and what stays open although all were. */
export function gaps({ report: { gaps, complete, summary }, causes, index }: Context): Markup {
  const open = causes.filter(({ problem }) => problem.level === 'unknown')
  const calls =
    gaps.length === 0
      ? undefined
      : html`<div class="wide" role="group" tabindex="0" aria-label="Calls that were not answered"><table><thead><tr><th scope="col">Call</th><th scope="col">Where</th><th scope="col">Outcome</th><th scope="col">Checks that could not tell</th></tr></thead><tbody>
${gaps.map((gap) => html`<tr><td class="id">${gap.api}</td><td>${gap.accountId} ${gap.region}</td><td><b>${gap.outcome}</b><br><span class="meta">${gap.message}</span></td><td>${index.undecided(gap).join(', ')}</td></tr>`)}
</tbody></table></div>`
  const said = complete ? 'Every call was answered' : 'The audit is incomplete'
  const rest =
    summary.findings.unknown === 0
      ? ', and so was every question that a check asked.'
      : `; ${count(summary.findings.unknown, 'finding')} could not be judged even so.`
  return html`<section id="gaps" aria-labelledby="gaps-name"><h2 id="gaps-name">${gaps.length > 0 ? 'Not looked at' : open.length > 0 ? 'Left open' : 'What was looked at'}</h2>${calls ?? html`<p>${said}${complete ? rest : '.'}</p>`}${
    open.length === 0
      ? undefined
      : html`<p>Left open:</p><ul>${open.map(({ number, headline }) => html`<li>${headline} <a href="${hrefTo(causeAnchor(number))}">problem ${number}</a></li>`)}</ul>`
  }</section>`
}

export function accepted({ findings, acceptances = [] }: Report): Markup {
  const list = findings.filter((finding) => finding.accepted !== undefined)
  if (list.length === 0 && acceptances.length === 0) return html``
  return html`<section id="accepted"><h2>Accepted</h2><p>Findings that the configuration accepts. They count for no posture, and make nothing ready that is not.</p><ul>
${list.map(acceptedItem)}
${acceptances.map(({ check, subject, problem }) => html`<li>${badge('DEGRADED', SIGNAL.DEGRADED, problem)} The acceptance of <b>${check}</b> for <span class="id">${subject}</span> ${problem === 'expired' ? 'has expired' : 'matches nothing'}.</li>`)}
</ul></section>`
}

function acceptedItem({ status, checkId, subject, accepted }: Finding): Markup {
  const until = accepted?.until === undefined ? '' : ` until ${accepted.until}`
  return html`<li>${badge(status, STATUS_SIGNAL[status], status)} <b>${checkId}</b> on ${nameAndId(subject.name, subject.id)}, accepted${until}: ${accepted?.reason}</li>`
}

export function legend({ tool, durationMs, summary }: Report): Markup {
  const calls = Object.entries(summary.apiCalls)
  const total = calls.reduce((sum, [, number]) => sum + number, 0)
  return html`<section id="legend"><h2>How to read this</h2><dl class="legend">
<dt>${badge('READY', SIGNAL.READY, 'READY')}</dt><dd>Connects with the command shown.</dd>
<dt>${badge('DEGRADED', SIGNAL.DEGRADED, 'DEGRADED')}</dt><dd>Connects, but something is wrong or will be.</dd>
<dt>${badge('BLOCKED', SIGNAL.BLOCKED, 'BLOCKED')}</dt><dd>Does not connect; the hop or setting that is in the way is named.</dd>
<dt>${badge('UNKNOWN', SIGNAL.UNKNOWN, 'UNKNOWN')}</dt><dd>Could not be seen, so nothing is promised.</dd>
</dl><p>Posture (keyless, private, encrypted, endpoints in place) never changes whether a connection works.</p></section>
<p class="meta foot">${tool.name} ${tool.version} · ${count(total, 'API call')} in ${(durationMs / 1000).toFixed(1)} s</p>`
}
