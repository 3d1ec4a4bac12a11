import type { Finding } from '../../model/finding.js'
import { printable } from '../printable.js'
import { count, STATUS_SIGNAL } from '../words.js'
import { command as shellCommand } from './commands.js'
import { badge, html, link, type Markup } from './markup.js'
import { hopList, pathDiagram } from './path-diagram.js'

/** What needs an eye, each in full; then what passed or does not apply, folded. */
export function findingList(findings: readonly Finding[]): Markup {
  const shown = findings.filter(({ status }) => status !== 'pass' && status !== 'skip')
  const folded = findings.filter(({ status }) => status === 'pass' || status === 'skip')
  return html`${shown.length > 0 ? html`<ul class="findings">${shown.map(item)}</ul>` : undefined}
${folded.length > 0 ? foldedFindings(folded) : undefined}`
}

function item(finding: Finding): Markup {
  const { checkId, status, reason, message, remedy, hops, subject, accepted } = finding
  return html`<li class="finding">
<p>${badge(status, STATUS_SIGNAL[status], status)} <b>${checkId}</b> <span class="reason">${reason}</span></p>
<p class="message">${message}</p>
${accepted && acceptedNote(accepted)}
${hops && hops.length > 0 && subject.kind !== 'tunnel' ? html`${pathDiagram(subject.id, checkId.replace(/^path-/, ''), hops)}${hopList(hops)}` : undefined}
${remedy && remedyNote(remedy)}
${evidence(finding)}
</li>`
}

function acceptedNote({ reason, until }: NonNullable<Finding['accepted']>): Markup {
  return html`<p class="accepted"><b>Accepted</b>${until === undefined ? undefined : ` until ${until}`}: ${reason}</p>`
}

export function remedyNote({ text, plan, command }: NonNullable<Finding['remedy']>): Markup {
  return html`<p class="fix"><b>Fix</b> ${text}</p>${plan && shellCommand('Plan the fix', plan)}${command && shellCommand('Fix', command)}`
}

function evidence({ evidence, doc }: Finding): Markup {
  const facts = Object.entries(evidence)
  return html`<div class="aside">${facts.length === 0 ? undefined : html`<dl>${facts.map(([key, value]) => html`<dt>${printable(key)}</dt><dd>${typeof value === 'string' ? value : printable(JSON.stringify(value) ?? '')}</dd>`)}</dl>`}<p>${link(doc, 'What AWS says')}</p></div>`
}

function foldedFindings(findings: readonly Finding[]): Markup {
  const passed = findings.filter(({ status }) => status === 'pass').length
  const skipped = findings.length - passed
  const label = [
    ...(passed > 0 ? [`${count(passed, 'check')} passed`] : []),
    ...(skipped > 0 ? [`${skipped} not applicable`] : []),
  ].join(', ')
  return html`<details class="folded"><summary>${label}</summary><table><thead><tr><th scope="col">Status</th><th scope="col">Check</th><th scope="col">What was seen</th></tr></thead><tbody>${findings.map(row)}</tbody></table></details>`
}

function row({ status, checkId, message }: Finding): Markup {
  return html`<tr><td class="is-${status}"><span aria-hidden="true">${STATUS_SIGNAL[status]}</span> ${status}</td><td>${checkId}</td><td>${message}</td></tr>`
}
