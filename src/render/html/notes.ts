import type { Problem } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import { remarksOf } from '../remarks.js'
import { count, STATUS_SIGNAL } from '../words.js'
import { fixNote } from './causes.js'
import type { Context } from './context.js'
import { badge, html, type Markup } from './markup.js'

const MAX_NAMED = 12

/** What works but is not as it should be, alike ones together. */
export function postureSection(context: Context): Markup {
  const { report, index, placeOf } = context
  const deviating = report.problems.filter(({ level }) => level === 'deviating')
  if (deviating.length === 0) return html``
  const groups = groupBy(deviating, ({ checkId, reason }) => `${checkId} ${reason}`)
  return html`<section id="posture" aria-labelledby="posture-name"><h2 id="posture-name">Posture</h2><p class="meta">Works, but is not as it should be. None of it takes a connection away.</p>
${[...groups.values()].map((group) => {
  const [first] = group
  if (first === undefined) return html``
  const others = group
    .flatMap(({ subjects }) => subjects)
    .slice(1)
    .map((subject) => index.subjectName(subject))
  return html`<div class="note">${group.map((problem) => html`<span id="${placeOf(problem).id}" tabindex="-1"></span>`)}<p>${index.named(first.message)} <span class="meta">${first.checkId}</span></p>
${others.length === 0 ? undefined : html`<p class="meta">Also: ${some([...new Set(others)])}.</p>`}
${fixes(group, context)}</div>`
})}</section>`
}

/** The first in the open, what others need beyond it folded: each lies elsewhere and has commands of its own. */
function fixes(group: readonly Problem[], context: Context): Markup {
  const notes = new Map(
    group.flatMap(({ remedy, subjects: [subject] }): [string, Markup][] => {
      if (remedy === undefined) return []
      const where = subject === undefined ? '' : ` of ${context.index.subjectName(subject)}`
      return [[remedy.text, fixNote(remedy, `${group[0]?.checkId ?? ''}${where}`, context)]]
    }),
  )
  const [first, ...others] = notes.values()
  const left = context.many ? [] : others
  return html`${first}${left.length === 0 ? undefined : html`<details class="more"><summary>${count(left.length, 'fix', 'fixes')} of the others</summary>${left}</details>`}`
}

/** Warnings and doubts that take nothing away today. */
export function remarksSection({ report, index }: Context): Markup {
  const remarks = remarksOf(report)
  if (remarks.length === 0) return html``
  return html`<section id="remarks" aria-labelledby="remarks-name"><h2 id="remarks-name">Worth knowing</h2><ul class="findings">
${remarks.map(({ first, subjectIds }) => html`<li>${badge(first.status, STATUS_SIGNAL[first.status], first.status)} ${index.named(first.message)} <span class="meta">${first.checkId}${subjectIds.length > 1 ? `; also ${some(subjectIds.slice(1).map((id) => index.nameOf(id)))}` : ''}</span></li>`)}
</ul></section>`
}

function some(names: readonly string[]): string {
  const left = names.length - MAX_NAMED
  return left > 0 ? `${names.slice(0, MAX_NAMED).join(', ')} and ${left} more` : names.join(', ')
}
