import type { Report } from '../model/report.js'
import { SHELLS } from './html/commands.js'
import { accepted, account, gaps, legend } from './html/coverage.js'
import { html, type Markup } from './html/markup.js'
import { page } from './html/page.js'
import { changes, summary, top } from './html/summary.js'
import { vpcCard } from './html/vpc.js'
import { printableReport } from './printable.js'
import { indexReport, type ReportIndex } from './report-index.js'
import type { RenderOptions } from './types.js'

/** Up to so many VPCs the page holds everything in the open, to be read and printed without a script. */
const MAX_OPEN_VPCS = 25

/** One file that asks nothing of any server: to read, to search, to print, to mail. */
export function render(report: Report, _options: RenderOptions): string {
  const printable = printableReport(report)
  const index = indexReport(printable)
  return page(
    `Session Manager readiness, ${printable.scope.accountId}`,
    html`${top(printable)}
<main>
${summary(printable, index)}
${vpcs(index)}
${changes(printable.changes)}
${account(printable)}
${gaps(printable)}
${accepted(printable)}
${legend(printable)}
</main>`,
  )
}

function vpcs(index: ReportIndex): Markup {
  const lazy = index.vpcs.length > MAX_OPEN_VPCS
  return html`<section id="vpcs"${lazy ? html` class="many"` : undefined}><h2>VPCs</h2>
<div class="tools"><label class="search" hidden><span>Search</span><input type="search" id="search" autocomplete="off" spellcheck="false" placeholder="database, host, VPC, check"></label>
<fieldset class="shells"><legend>Commands for</legend>${Object.entries(SHELLS).map(([shell, name], position) => html`<label><input type="radio" name="shell" id="shell-${shell}" value="${shell}"${position === 0 ? html` checked` : undefined}> ${name}</label> `)}</fieldset>
<p id="shown" role="status" class="meta"></p></div>
${index.vpcs.map((vpc) => vpcCard(vpc, index, lazy))}
<p id="none" hidden>No VPC matches. <button type="button" id="reset">Show all</button></p></section>`
}
