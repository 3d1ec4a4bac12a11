import type { ShownRemedy } from '../../model/finding.js'
import { alikeTogether, type Cause } from '../causes.js'
import { count, LEVEL_STATUS, minute } from '../words.js'
import { command } from './commands.js'
import { type Context, causeAnchor } from './context.js'
import { diagramOf, hasHops } from './ends.js'
import { databaseAnchor, hrefTo, html, type Markup } from './markup.js'
import { hopList } from './path-diagram.js'

const MAX_OPEN = 12

/** What is in the way, most consequential first: each cause once, with whom it hits, its path and its fix. */
export function causesSection(context: Context): Markup {
  const { causes, many } = context
  if (causes.length === 0) return html``
  const groups = many ? alikeTogether(causes) : causes.map((cause) => [cause])
  const left = groups.slice(MAX_OPEN)
  return html`<section id="problems" aria-labelledby="problems-name"><h2 id="problems-name">In the way <span class="meta">most consequential first</span></h2>
${groups.slice(0, MAX_OPEN).map((group) => causeGroup(group, context))}
${left.length > 0 ? html`<details class="fold"><summary>${count(left.flat().length, 'more problem')}</summary>${left.map((group) => causeGroup(group, context))}</details>` : undefined}</section>`
}

function causeGroup([first, ...others]: readonly Cause[], context: Context): Markup {
  if (first === undefined) return html``
  return html`${causeCard(first, context, true)}${
    others.length === 0
      ? undefined
      : html`<details class="fold alike"><summary>${count(others.length, 'problem')} alike<span class="sr"> problem ${first.number}</span></summary>${others.map((cause) => causeCard(cause, context, false))}</details>`
  }`
}

/** `drawn`: with its path; of those alike one drawing is enough. */
function causeCard(cause: Cause, context: Context, drawn: boolean): Markup {
  const { problem, number, headline, place, nearest, follows } = cause
  const id = causeAnchor(number)
  const rest = beyondHeadline(cause, context)
  const leading = context.index.leading(problem)
  return html`<article class="cause is-${LEVEL_STATUS[problem.level]}" id="${id}" tabindex="-1" aria-label="Problem ${number}">
<h3><span class="number"><span class="sr">Problem </span>${number}</span> ${headline}</h3>
<p class="meta">${LEVELS[problem.level]} · ${place} · ${problem.checkId}${problem.reason === '' ? '' : `, ${problem.reason}`}${problem.since === undefined ? undefined : html` · since <time datetime="${problem.since}">${minute(problem.since)}</time>`}</p>
${rest === '' ? undefined : html`<p>${rest}</p>`}
${nearest === undefined ? undefined : html`<p class="near">Nearest: ${nearest}</p>`}
${drawn && leading && hasHops(leading) ? html`${diagramOf(leading, context.index)}${words(leading.hops)}` : undefined}
${hits(cause, context)}
${follows.length === 0 ? undefined : html`<p class="meta">What follows from it: ${follows.join(', ')}</p>`}
${problem.remedy && fixNote(problem.remedy, `problem ${number}`, context)}
</article>`
}

const LEVELS = { blocked: 'blocks', degraded: 'weakens', unknown: 'could not be seen', deviating: 'posture' } as const

function words(hops: Parameters<typeof hopList>[0]): Markup {
  return html`<details class="more"><summary>Each hop in words</summary>${hopList(hops)}</details>`
}

/** The message without the sentence that is the headline. */
function beyondHeadline({ message, problem }: Cause, { index }: Context): string {
  return message.replace(index.named(problem.headline), ' ').replace(/\s+/g, ' ').trim()
}

function hits({ hits, problem, keepsAway }: Cause, { report }: Context): Markup {
  const databases = report.databases.filter((database) => database.problem === problem.key)
  const effect = { blocked: 'Keeps away', degraded: 'Weakens', unknown: 'Leaves open', deviating: 'Weakens' }
  return html`<dl class="facts"><dt>Hits</dt><dd>${hits.join(', ')}</dd>${
    keepsAway.length === 0
      ? undefined
      : html`<dt>${effect[problem.level]}</dt><dd>${databases.map(({ vpcId, kind, databaseId, accountId }, i) => html`${i === 0 ? '' : ', '}<a href="${hrefTo(databaseAnchor(vpcId, kind, databaseId, accountId))}">${databaseId}</a>`)}</dd>`
  }</dl>`
}

/** What to do, and the commands that do it: this program's own plan first, where it has one. */
export function fixNote({ text, plan, command: change }: ShownRemedy, what: string, { index }: Context): Markup {
  return html`<div class="fix"><p><b>Fix</b> ${index.named(text)}</p>${
    plan || change
      ? html`<div class="cmds">${plan && command('Plan it', plan, `Plan of the fix of ${what}`)}${change && command(plan ? 'By hand' : 'Run', change, `Fix of ${what}`)}</div>`
      : undefined
  }</div>`
}
