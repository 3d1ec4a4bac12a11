import { groupBy } from '../../model/group-by.js'
import type { Change, Report, VpcReport } from '../../model/report.js'
import type { ReportIndex } from '../report-index.js'
import { verdictWord } from '../words.js'
import { aligned, shorten } from './layout.js'
import type { Style } from './style.js'

/** With more VPCs than that, some are folded: those that are ready, and of the others what is more than that. */
const MOST_ROWS = 16
const NAME_COLUMNS = 32

/** One row per VPC, the worst first. */
export function overview(report: Report, index: ReportIndex, style: Style): string[] {
  if (index.vpcs.length === 0) return ['', `  No VPC in ${report.scope.regions.join(', ')}.`]
  const changes = groupBy(report.changes ?? [], (change) => (change.kind === 'vpc' ? change.id : undefined))
  const many = report.scope.regions.length > 1
  const changed = report.changes !== undefined
  const head = ['STATUS', 'VPC', ...(many ? ['REGION'] : []), 'HOSTS', 'DATABASES', 'POSTURE']
  const shown =
    style.all || index.vpcs.length <= MOST_ROWS ? index.vpcs : index.vpcs.filter(isNoted).slice(0, MOST_ROWS)
  const rows = shown.map((vpc) => [
    style.verdict(vpc.verdict),
    `${vpc.vpcId}  ${shorten(vpc.name, NAME_COLUMNS, style.ellipsis)}`.trimEnd(),
    ...(many ? [vpc.region] : []),
    index.hostRatio(vpc),
    index.databaseRatio(vpc),
    vpc.posture ?? '-',
    ...(changed ? [changeText(changes.get(vpc.vpcId)?.[0])] : []),
  ])
  const left = groupBy(index.vpcs.slice(shown.length), ({ verdict }) => verdictWord(verdict).toLowerCase())
  const folded = [...left].map(([verdict, vpcs]) => `${vpcs.length} ${verdict}`).join(', ')
  return [
    '',
    ...aligned([[...head, ...(changed ? ['CHANGED'] : [])].map(style.dim), ...rows]),
    ...(folded === '' ? [] : [style.dim(`  ${style.ellipsis} and ${folded}: --all lists them`)]),
  ]
}

const isNoted = ({ verdict }: VpcReport) => verdict !== 'READY' && verdict !== 'NOT_APPLICABLE'

function changeText(change: Change | undefined): string {
  if (change === undefined) return ''
  return change.before === undefined ? 'new' : `was ${change.before}`
}
