import type { History } from '../../model/history.js'
import { html, type Markup } from '../html/markup.js'
import { page } from '../html/page.js'
import { printableReport } from '../printable.js'
import { minute } from '../words.js'
import { DAYS_NOTE, deviationTexts, incompleteText, MONTH_HEADS, monthCells, spanText } from './words.js'

/** One file that asks nothing of any server. */
export function renderHtml(given: History): string {
  const history = printableReport(given)
  return page(
    'Session Manager readiness over time',
    html`<main>
<h1>Session Manager readiness over time</h1>
<p>${spanText(history)}</p>
${changed(history)}
${months(history)}
${notRead(history)}
</main>`,
    '',
  )
}

const changed = ({ changes }: History): Markup =>
  changes.length === 0
    ? html`<section><h2>What changed</h2><p>Nothing changed.</p></section>`
    : html`<section><h2>What changed</h2>${table(
        'Changes',
        ['Report', 'Account', 'What'],
        changes.map((change) => [minute(change.at), change.accountId, `${change.line}${incompleteText(change)}`]),
      )}</section>`

const months = ({ compliance }: History): Markup =>
  compliance.length === 0
    ? html`<section><h2>Months</h2><p>No VPC was judged.</p></section>`
    : html`<section><h2>Months</h2>${table(
        'Months',
        MONTH_HEADS,
        compliance.map((month) => {
          const cells = monthCells(month)
          const texts = deviationTexts(month).map((text) => html`<br>${text}`)
          return [...cells.slice(0, -1), html`${cells.at(-1)}${texts}`]
        }),
      )}<p>${DAYS_NOTE}</p></section>`

const notRead = ({ unreadable }: History): Markup | undefined =>
  unreadable.length === 0
    ? undefined
    : html`<section><h2>Not read</h2><ul>${unreadable.map(({ source, reason }) => html`<li>${source}: ${reason}</li>`)}</ul></section>`

const table = (label: string, heads: readonly string[], rows: readonly (readonly (Markup | string)[])[]): Markup =>
  html`<div class="wide" role="group" tabindex="0" aria-label="${label}"><table><thead><tr>${heads.map(
    (head) => html`<th scope="col">${head}</th>`,
  )}</tr></thead><tbody>
${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody></table></div>`
