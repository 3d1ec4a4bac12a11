import { VERDICTS } from '../../model/finding.js'
import type { Report } from '../../model/report.js'
import type { Cause } from '../causes.js'
import { type DatabaseRow, databaseRows, works } from '../database-rows.js'
import { connectCommand } from '../own-command.js'
import type { ReportIndex } from '../report-index.js'
import type { RenderOptions } from '../types.js'
import { type Block, code, section, sentence } from './mrkdwn.js'
import { EMOJI } from './verdicts.js'

const MOST = 12
/** A command that does not fit is left to the report rather than cut. */
const MAX_COMMAND = 200

/** One line per database, those first that can be reached; with many, only those that cannot. */
export function databasesBlock(
  report: Pick<Report, 'databases'>,
  index: ReportIndex,
  causes: readonly Cause[],
  options: Pick<RenderOptions, 'own'>,
): Block[] {
  if (report.databases.length === 0) return []
  const sorted = databaseRows(report, causes)
  const shown = sorted.length <= MOST ? sorted : sorted.filter((row) => !works(row.database.verdict)).slice(0, MOST)
  const left = VERDICTS.flatMap((verdict) => {
    const number = sorted.filter((row) => row.database.verdict === verdict && !shown.includes(row)).length
    return number === 0 ? [] : [`${EMOJI[verdict]} ${number} ${verdict.toLowerCase()}`]
  })
  return [
    section([
      '*Databases*',
      ...shown.map((row) => line(row, index, options)),
      ...(left.length > 0 ? [`and ${left.join(', ')}`] : []),
    ]),
  ]
}

function line({ database, cause }: DatabaseRow, index: ReportIndex, options: Pick<RenderOptions, 'own'>): string {
  const { verdict, via = '', region } = database
  const name = `${EMOJI[verdict]} ${code(index.queryOf(database))}`
  if (!works(verdict)) return cause ? `${name} ${cause.number}. ${sentence(cause.headline, 200)}` : name
  const command = connectCommand([index.queryOf(database)], options, region).bash
  const connect = command.length > MAX_COMMAND ? '' : `: ${code(command, MAX_COMMAND)}`
  return `${name} through ${code(index.host(via)?.name || via)}${connect}`
}
