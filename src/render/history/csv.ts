import type { History, MonthOfVpc } from '../../model/history.js'
import { csvOf } from '../csv.js'
import { printableReport } from '../printable.js'
import { deviationTexts } from './words.js'

/** The months: one row per VPC and month. */
export function renderCsv(given: History): string {
  const rows = printableReport(given).compliance.map((month) => Object.values(COLUMNS).map((column) => column(month)))
  return csvOf([Object.keys(COLUMNS), ...rows])
}

const COLUMNS: Record<string, (month: MonthOfVpc) => string> = {
  month: ({ month }) => month,
  account: ({ accountId }) => accountId,
  region: ({ region }) => region,
  vpc: ({ vpcId }) => vpcId,
  vpcName: ({ name }) => name,
  days: ({ days }) => String(days),
  daysReady: ({ daysReady }) => String(daysReady),
  daysCompliant: ({ daysCompliant }) => String(daysCompliant),
  daysIncomplete: ({ daysIncomplete }) => String(daysIncomplete),
  openDeviations: ({ deviations }) => String(deviations.length),
  oldestDeviationDays: ({ deviations }) =>
    deviations.length === 0 ? '' : String(Math.max(...deviations.map(({ ageDays }) => ageDays))),
  deviationsAt: ({ deviationsAt }) => deviationsAt,
  deviationsComplete: ({ deviationsComplete }) => String(deviationsComplete),
  deviations: (month) => deviationTexts(month).join('; '),
}
