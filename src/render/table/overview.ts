import { groupBy } from '../../model/group-by.js'
import type { Change, Report } from '../../model/report.js'
import type { ReportIndex } from '../report-index.js'
import { aligned, shorten } from './layout.js'
import type { Style } from './style.js'

const MOST_ROWS = 40
const NAME_COLUMNS = 32

/** One row per VPC, the worst first. */
export function overview(report: Report, index: ReportIndex, style: Style): string[] {
  if (index.vpcs.length === 0) return ['', `  No VPC in ${report.scope.regions.join(', ')}.`]
  const changes = groupBy(report.changes ?? [], (change) => (change.kind === 'vpc' ? change.id : undefined))
  const many = report.scope.regions.length > 1
  const changed = report.changes !== undefined
  const head = ['STATUS', 'VPC', ...(many ? ['REGION'] : []), 'HOSTS', 'DATABASES', 'POSTURE']
  const rows = index.vpcs
    .slice(0, MOST_ROWS)
    .map((vpc) => [
      style.verdict(vpc.verdict),
      `${vpc.vpcId}  ${shorten(vpc.name, NAME_COLUMNS, style.ellipsis)}`.trimEnd(),
      ...(many ? [vpc.region] : []),
      index.hostRatio(vpc),
      index.databaseRatio(vpc),
      vpc.posture ?? '-',
      ...(changed ? [changeText(changes.get(vpc.vpcId)?.[0])] : []),
    ])
  const left = index.vpcs.length - MOST_ROWS
  return [
    '',
    ...aligned([[...head, ...(changed ? ['CHANGED'] : [])].map(style.dim), ...rows]),
    ...(left > 0 ? [`  ${style.ellipsis} and ${left} more`] : []),
  ]
}

function changeText(change: Change | undefined): string {
  if (change === undefined) return ''
  return change.before === undefined ? 'new' : `was ${change.before}`
}
