import type { Report } from '../../model/report.js'
import { accountLine, PROFILES_NOTE, profilesToMake } from '../accounts.js'
import type { ReportIndex } from '../report-index.js'
import { hanging } from './layout.js'
import { section } from './notes.js'
import type { Style } from './style.js'

/** Each of several accounts: what was looked at there or why nothing was, and what its commands need. */
export function accountsSection(report: Report, index: ReportIndex, style: Style): string[] {
  const { accounts = [] } = report.scope
  const lines = accounts.map((account) => {
    const symbol = style.symbol(account.entered ? 'pass' : account.reason === 'left-out' ? 'skip' : 'unknown')
    const name = style.bold(index.accountName(account.accountId))
    return hanging(`  ${symbol} `, `${name}  ${accountLine(account, report)}`, style.columns)
  })
  const made = profilesToMake(report.scope).map(({ profileSetUp }) =>
    profileSetUp[style.shell].split('\n').map((line) => `    ${line}`),
  )
  return [...section('Accounts', lines, style), ...section('Profiles', made, style, PROFILES_NOTE)]
}
