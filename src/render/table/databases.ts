import { VERDICTS } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import type { DatabaseReport, Report } from '../../model/report.js'
import { anyProfile } from '../accounts.js'
import type { Cause } from '../causes.js'
import { type DatabaseRow, databaseRows, works } from '../database-rows.js'
import type { ReportIndex } from '../report-index.js'
import { minute, provenText } from '../words.js'
import { column, GLUE, hanging, shorten, widthOf } from './layout.js'
import type { Style } from './style.js'

/** As many lines as leave the first problem on a screen of 24. */
const MOST_LINES = 12
const NAME_COLUMNS = 30
const MARK_COLUMNS = 4
/** Here the terminal breaks what is too long, so that a report that is copied or kept has a line for each database. */
const WIDE = 100

/** Which databases can be reached, through whom and with what; the others with what is in the way. */
export function databaseSection(
  report: Pick<Report, 'databases' | 'generatedAt'>,
  index: ReportIndex,
  causes: readonly Cause[],
  style: Style,
): string[] {
  if (report.databases.length === 0) return []
  const rows = databaseRows(report, causes, index)
  const groups = groupBy(rows, ({ database }) => database.verdict)
  const shown = style.all || report.databases.length <= MOST_LINES
  const counts = VERDICTS.flatMap((verdict) => {
    const number = groups.get(verdict)?.length ?? 0
    return number === 0 ? [] : [`${style.verdictSymbol(verdict)}${GLUE}${number}${GLUE}${verdict.toLowerCase()}`]
  })
  const proven = rows.filter(({ database }) => index.proofOf(database)).length
  const known = `judged ${minute(report.generatedAt)}${proven === 0 ? '' : `, ${proven} proven`}`
  const title = [style.bold('Databases'), counts.join(style.dot), style.dim(known)]
  return [
    '',
    ...hanging('', title.join('   '), style.columns),
    ...(shown
      ? lines(rows, index, style)
      : [style.dim(`  --all lists them; ${style.own(['connect', 'NAME'], undefined, anyProfile(index))} connects`)]),
  ]
}

/** On a narrow terminal commands that have no room beside the host stand below it, all of them, so that they are found. */
function lines(rows: readonly DatabaseRow[], index: ReportIndex, style: Style): string[] {
  const names = column(rows.map(({ database }) => shorten(index.queryOf(database), NAME_COLUMNS, style.ellipsis)))
  const accounts = column(
    rows.map(({ database }) => shorten(index.accountName(database.accountId), NAME_COLUMNS, style.ellipsis)),
  )
  const hosts = column(rows.map(({ database }) => hostOf(database, index, style)))
  const commands = rows.map(({ database }) => commandOf(database, index, style))
  const account = (i: number) => (index.several ? `  ${accounts[i]}` : '')
  const room = style.columns - widthOf(`${names[0] ?? ''}${account(0)}`) - MARK_COLUMNS - 2
  const fits = style.columns >= WIDE || commands.every((command) => widthOf(`${hosts[0]}  ${command}`) <= room)
  return rows.flatMap((row, i) => {
    const first = `  ${style.verdictSymbol(row.database.verdict)} ${style.bold(names[i] ?? '')}${account(i)}`
    const below = linesBelow(row.database, index, style)
    if (!works(row.database.verdict)) return [`${first}  ${shorten(inTheWay(row), room, style.ellipsis)}`, ...below]
    const line = `${first}  ${style.dim(hosts[i] ?? '')}`
    const command = commands[i] ?? ''
    return fits ? [`${line}  ${command}`, ...below] : [line, `${' '.repeat(MARK_COLUMNS)}${command}`, ...below]
  })
}

const commandOf = (database: DatabaseReport, index: ReportIndex, style: Style): string =>
  works(database.verdict)
    ? style.connect([index.queryOf(database)], database.region, index.profileOf(database.accountId))
    : ''

/** What answered there, and what one tunnel to it leaves out. */
function linesBelow(database: DatabaseReport, index: ReportIndex, style: Style): string[] {
  const proof = index.proofOf(database)
  const sentences = [proof && provenText(proof), database.oneEndpointNote].filter((each) => each !== undefined)
  return sentences.flatMap((each) => hanging('      ', style.dim(each), style.columns))
}

/** The name of the host on the best way. */
function hostOf({ verdict, via = '' }: DatabaseReport, index: ReportIndex, style: Style): string {
  return works(verdict) ? `through ${shorten(index.host(via)?.name || via, NAME_COLUMNS, style.ellipsis)}` : ''
}

function inTheWay({ database, cause, headline }: DatabaseRow): string {
  return cause ? `[${cause.number}] ${headline}` : `${database.vpcId}: what is in the way is not shown`
}
