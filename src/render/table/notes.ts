import { groupBy } from '../../model/group-by.js'
import type { Change, Report } from '../../model/report.js'
import type { ReportIndex } from '../report-index.js'
import { count, minute } from '../words.js'
import { hanging } from './layout.js'
import type { Style } from './style.js'

const MOST_LINES = 20
const MOST_NAMED = 4

/** Which services the VPCs need a path to, VPCs with the same needs together. */
export function needsSection(report: Report, style: Style): string[] {
  const needing = report.vpcs.filter((vpc) => vpc.needs.length > 0)
  const groups = groupBy(needing, (vpc) => vpc.needs.map((need) => `${need.service} (${need.reason})`).join(', '))
  const lines = [...groups].map(([needs, vpcs]) => {
    const named = vpcs.slice(0, MOST_NAMED).map(({ name, vpcId }) => name || vpcId)
    const left = vpcs.length - named.length
    const who = left > 0 ? `${named.join(', ')} and ${left} more` : named.join(', ')
    return hanging('    ', `${who}: ${needs}`, style.columns)
  })
  return section('Services that hosts need a path to', lines, style)
}

/** What has changed since the previous report. */
export function changesSection({ changes }: Report, index: ReportIndex, style: Style): string[] {
  if (changes === undefined) return []
  const since = changes[0]?.since
  const title = since === undefined ? 'Changed' : `Changed since ${minute(since)}`
  const lines = changes.map((change) => hanging('    ', changeText(change, index, style), style.columns))
  return lines.length === 0 ? ['', 'Nothing has changed since the previous report.'] : section(title, lines, style)
}

function changeText(change: Change, index: ReportIndex, style: Style): string {
  const what = `${change.kind} ${index.changedName(change)}${change.capability ? ` ${change.capability}` : ''}`
  if (change.before === undefined) return `${what}: new, ${change.after ?? ''}`
  if (change.after === undefined) return `${what}: gone, was ${change.before}`
  return `${what}: ${change.before} ${style.ellipsis === '…' ? '→' : '->'} ${change.after}`
}

/** What was not looked at, and what that leaves undecided. */
export function gapsSection(report: Report, index: ReportIndex, style: Style): string[] {
  const lines = report.gaps.map((gap) => [
    ...hanging(
      `  ${style.symbol('unknown')} `,
      `${gap.api} ${gap.outcome} in ${gap.region}${index.inAccount(gap.accountId)}: ${gap.message}`,
      style.columns,
    ),
    ...hanging('      ', style.dim(`undecided: ${named(index.undecided(gap))}`), style.columns),
  ])
  return section('Not looked at', lines, style)
}

function named(checkIds: readonly string[]): string {
  const left = checkIds.length - MOST_NAMED
  return left > 0 ? `${checkIds.slice(0, MOST_NAMED).join(', ')} and ${count(left, 'check')} more` : checkIds.join(', ')
}

/** Acceptances of the config that do nothing any more. */
export function acceptancesSection({ acceptances = [] }: Report, style: Style): string[] {
  const lines = acceptances.map(({ check, subject, problem }) =>
    hanging('    ', `${check} on ${subject}: ${problem === 'expired' ? 'expired' : 'matches nothing'}`, style.columns),
  )
  return section('Acceptances to clear up', lines, style)
}

/**
 * A title and its entries, of which some are folded.
 * @param note what the title alone does not say
 */
export function section(title: string, entries: readonly string[][], style: Style, note = ''): string[] {
  if (entries.length === 0) return []
  const shown = style.all ? entries : entries.slice(0, MOST_LINES)
  const left = entries.length - shown.length
  return [
    '',
    ...(note === '' ? [style.bold(title)] : hanging('', `${style.bold(title)}   ${style.dim(note)}`, style.columns)),
    ...shown.flat(),
    ...(left > 0 ? [style.dim(`  ${style.ellipsis} and ${left} more: --all lists them`)] : []),
  ]
}
