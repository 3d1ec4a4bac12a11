import type { Report } from '../model/report.js'
import { accountsText } from './accounts.js'
import { causesOf } from './causes.js'
import { accountsSection } from './html/accounts.js'
import { causesSection } from './html/causes.js'
import { changes } from './html/changes.js'
import { contextOf } from './html/context.js'
import { accepted, account, gaps, legend } from './html/coverage.js'
import { databasesSection } from './html/databases.js'
import { hostsSection } from './html/hosts.js'
import { html } from './html/markup.js'
import { postureSection, remarksSection } from './html/notes.js'
import { page } from './html/page.js'
import { runsSection } from './html/runs.js'
import { answer, banner } from './html/top.js'
import { vpcsSection } from './html/vpcs.js'
import { printableReport } from './printable.js'
import { indexReport } from './report-index.js'
import type { RenderOptions } from './types.js'

/** One file that asks nothing of any server: to read, to search, to print, to mail. */
export function render(report: Report, options: RenderOptions): string {
  const printable = printableReport(report)
  const index = indexReport(printable)
  const context = contextOf(printable, index, causesOf(printable, index), options)
  return page(
    `Session Manager readiness, ${accountsText(printable.scope).replace(/^account /, '')}`,
    html`${banner(printable)}
<main>
${answer(context)}
${databasesSection(context)}
${hostsSection(context)}
${causesSection(context)}
${vpcsSection(context)}${accountsSection(context)}
${postureSection(context)}
${remarksSection(context)}
${changes(context)}${runsSection(context)}
${account(context)}
${accepted(printable)}
${gaps(context)}
${legend(printable)}
</main>`,
  )
}
