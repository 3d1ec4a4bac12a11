import { accountLine, PROFILES_NOTE, profilesToMake } from '../accounts.js'
import { command } from './commands.js'
import type { Context } from './context.js'
import { badge, html, type Markup } from './markup.js'

/** Each of several accounts: what was looked at there or why nothing was, and what its commands need. */
export function accountsSection({ report, index }: Context): Markup {
  const { accounts } = report.scope
  if (accounts === undefined) return html``
  const made = profilesToMake(report.scope)
  return html`<section id="accounts" aria-labelledby="accounts-name"><h2 id="accounts-name">Accounts</h2><ul class="findings">
${accounts.map((account) => html`<li>${account.entered ? badge('pass', '✔', 'audited') : badge(account.reason === 'left-out' ? 'skip' : 'unknown', account.reason === 'left-out' ? '–' : '?', account.reason === 'left-out' ? 'left out' : 'unknown')} <b>${index.accountName(account.accountId)}</b> <span class="meta">${accountLine(account, report)}</span></li>`)}
</ul>${made.length === 0 ? undefined : html`<details class="more"><summary>Profiles that the commands name</summary><p>${PROFILES_NOTE}</p><div class="cmds">${made.map(({ accountId, profileSetUp }) => command(index.accountName(accountId), profileSetUp, `Profile of account ${accountId}`))}</div></details>`}</section>`
}
