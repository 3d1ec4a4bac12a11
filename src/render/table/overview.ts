import { groupBy } from '../../model/group-by.js'
import type { Change, Report, VpcReport } from '../../model/report.js'
import type { ReportIndex } from '../report-index.js'
import { verdictWord } from '../words.js'
import { aligned, shorten, widthOf } from './layout.js'
import type { Style } from './style.js'

/** With more VPCs than that, some are folded: those that are ready, and of the others what is more than that. */
const MOST_ROWS = 16
const NAME_COLUMNS = 32
const SHORT_NAME_COLUMNS = 16

/** One row per VPC, the worst first. */
export function overview(report: Report, index: ReportIndex, style: Style): string[] {
  if (index.vpcs.length === 0) return ['', `  No VPC in ${report.scope.regions.join(', ') || 'what was looked at'}.`]
  const changes = groupBy(report.changes ?? [], (change) => (change.kind === 'vpc' ? change.id : undefined))
  const shown =
    style.all || index.vpcs.length <= MOST_ROWS ? index.vpcs : index.vpcs.filter(isNoted).slice(0, MOST_ROWS)
  const columns: Column[] = [
    ['STATUS', ({ verdict }) => style.verdict(verdict)],
    ['VPC', ({ vpcId, name }) => `${vpcId}  ${shorten(name, NAME_COLUMNS, style.ellipsis)}`.trimEnd()],
    ...(index.several
      ? [
          [
            'ACCOUNT',
            ({ accountId }) => shorten(index.accountName(accountId), NAME_COLUMNS, style.ellipsis),
          ] satisfies Column,
        ]
      : []),
    ...(report.scope.regions.length > 1 ? [['REGION', ({ region }) => region] satisfies Column] : []),
    ['HOSTS', index.hostRatio],
    ['DATABASES', index.databaseRatio],
    ['POSTURE', ({ posture }) => posture ?? '-'],
    ...(report.changes ? [['CHANGED', ({ vpcId }) => changeText(changes.get(vpcId)?.[0])] satisfies Column] : []),
  ]
  const left = groupBy(index.vpcs.slice(shown.length), ({ verdict }) => verdictWord(verdict).toLowerCase())
  const folded = [...left].map(([verdict, vpcs]) => `${vpcs.length} ${verdict}`).join(', ')
  return [
    '',
    ...fitting(columns, shown, style),
    ...(folded === '' ? [] : [style.dim(`  ${style.ellipsis} and ${folded}: --all lists them`)]),
  ]
}

type Column = [title: string, cell: (vpc: VpcReport) => string]

/** Where all of it is too wide: names without ids, then without posture, then what tells the VPCs apart and no more. */
function fitting(columns: readonly Column[], vpcs: readonly VpcReport[], style: Style): string[] {
  const namesakes = groupBy(vpcs, ({ name }) => name)
  const nameOf = ({ vpcId, name }: VpcReport) => (name !== '' && namesakes.get(name)?.length === 1 ? name : vpcId)
  const table = (without: readonly string[], width: number) => {
    const shown = columns.filter(([title]) => !without.includes(title))
    const cell = ([title, text]: Column, vpc: VpcReport) =>
      title === 'VPC' && width > 0 ? shorten(nameOf(vpc), width, style.ellipsis) : text(vpc)
    return aligned([shown.map(([title]) => style.dim(title)), ...vpcs.map((vpc) => shown.map((c) => cell(c, vpc)))])
  }
  const tried = [
    table([], 0),
    table([], NAME_COLUMNS),
    table(['POSTURE'], NAME_COLUMNS),
    table(['POSTURE', 'HOSTS', 'DATABASES', 'CHANGED'], SHORT_NAME_COLUMNS),
  ]
  return tried.find((lines) => lines.every((line) => widthOf(line) <= style.columns)) ?? tried.at(-1) ?? []
}

const isNoted = ({ verdict }: VpcReport) => verdict !== 'READY' && verdict !== 'NOT_APPLICABLE'

function changeText(change: Change | undefined): string {
  if (change === undefined) return ''
  return change.before === undefined ? 'new' : `was ${change.before}`
}
