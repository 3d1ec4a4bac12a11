import type { DatedChange, History, MonthOfVpc } from '../../model/history.js'
import { count, minute } from '../words.js'

/** What the history is of. */
export function spanText({ from, since, reports }: History): string {
  const [first] = reports
  const last = reports.at(-1)
  if (first === undefined || last === undefined)
    return `${from}: no report${since === undefined ? '' : ` since ${minute(since)}`}`
  const incomplete = reports.filter(({ complete }) => !complete).length
  const some = incomplete === 0 ? '' : ` (${incomplete} incomplete)`
  return `${count(reports.length, 'report')}${some} in ${from}, ${minute(first.generatedAt)} to ${minute(last.generatedAt)}`
}

/** Behind what an incomplete report says. */
export const incompleteText = ({ complete }: Pick<DatedChange, 'complete'>) => (complete ? '' : ' (report incomplete)')

export const MONTH_HEADS = ['Month', 'Account', 'Region', 'VPC', 'Days READY', 'Days COMPLIANT', 'Open deviations']

/** `27 of 30`; days that some report did not see whole are said where READY is. */
export function monthCells({ month, accountId, region, vpcId, name, ...row }: MonthOfVpc): string[] {
  const incomplete = row.daysIncomplete === 0 ? '' : ` (${row.daysIncomplete} incomplete)`
  const open = `${row.deviations.length}${row.deviationsComplete ? '' : ' (report incomplete)'}`
  return [
    ...[month, accountId, region, name === '' ? vpcId : `${name} (${vpcId})`],
    ...[`${row.daysReady} of ${row.days}${incomplete}`, `${row.daysCompliant} of ${row.days}`, open],
  ]
}

/** The deviations that were open at the end of the month, oldest first. */
export const deviationTexts = ({ deviations }: MonthOfVpc): string[] =>
  deviations
    .toSorted((a, b) => b.ageDays - a.ageDays)
    .map(({ headline, since, ageDays }) => `${count(ageDays, 'day')} (since ${since.slice(0, 10)}): ${headline}`)

export const DAYS_NOTE =
  'Days are of UTC, out of those with a report; a day counts where every report of that day says so.'
