import type { Finding } from '../../model/finding.js'
import { printable } from '../../model/printable.js'
import { count, STATUS_SIGNAL } from '../words.js'
import { fixNote } from './causes.js'
import type { Context } from './context.js'
import { badge, hrefTo, html, link, type Markup } from './markup.js'

/** What needs an eye, each in full; then what passed or does not apply, folded; of many VPCs the former alone. */
export function findingList(findings: readonly Finding[], context: Context): Markup {
  const shown = findings.filter(({ status }) => status !== 'pass' && status !== 'skip')
  const list =
    shown.length > 0 ? html`<ul class="findings">${shown.map((finding) => item(finding, context))}</ul>` : html``
  if (context.many) return list
  const passed = findings.filter(({ status }) => status === 'pass')
  const skipped = findings.filter(({ status }) => status === 'skip')
  return html`${list}${folded(`${count(passed.length, 'check')} passed`, passed)}${folded(`${count(skipped.length, 'check')} not applicable`, skipped)}`
}

/** Told in full, unless the page tells it as a problem already, with its fix. */
function item(finding: Finding, context: Context): Markup {
  const { checkId, status, reason, message, accepted, remedy } = finding
  const problem = context.problemOf(finding)
  const place = problem && context.placeOf(problem)
  return html`<li class="finding">
<p>${badge(status, STATUS_SIGNAL[status], status)} <b>${checkId}</b> <span class="meta">${reason}</span>${place && html` <a href="${hrefTo(place.id)}">${place.name}</a>`}</p>
<p>${context.index.named(message)}</p>
${accepted && acceptedNote(accepted)}
${problem === undefined && remedy ? fixNote(remedy, checkId, context) : undefined}
${problem !== undefined && context.many ? undefined : evidence(finding)}
</li>`
}

function acceptedNote({ reason, until }: NonNullable<Finding['accepted']>): Markup {
  return html`<p class="accepted"><b>Accepted</b>${until === undefined ? undefined : ` until ${until}`}: ${reason}</p>`
}

function evidence({ evidence, doc }: Finding): Markup {
  const facts = Object.entries(evidence)
  return html`<div class="aside">${facts.length === 0 ? undefined : html`<dl>${facts.map(([key, value]) => html`<dt>${printable(key)}</dt><dd>${typeof value === 'string' ? value : printable(JSON.stringify(value) ?? '')}</dd>`)}</dl>`}<p>${link(doc, 'What AWS says')}</p></div>`
}

function folded(title: string, findings: readonly Finding[]): Markup {
  if (findings.length === 0) return html``
  return html`<details class="more"><summary>${title}</summary><dl class="checks">${findings.map(({ checkId, message }) => html`<dt>${checkId}</dt><dd>${message}</dd>`)}</dl></details>`
}
