import { VERDICTS } from '../../model/finding.js'
import type { Report } from '../../model/report.js'
import { anyProfile } from '../accounts.js'
import type { Cause } from '../causes.js'
import { type DatabaseRow, databaseRows, works } from '../database-rows.js'
import { connectCommand, ownCommand } from '../own-command.js'
import type { ReportIndex } from '../report-index.js'
import type { RenderOptions } from '../types.js'
import { provenText } from '../words.js'
import { type Block, code, escapeText, section, sentence } from './mrkdwn.js'
import { EMOJI } from './verdicts.js'

const MOST = 12
/** A command that does not fit is left to the report rather than cut. */
const MAX_COMMAND = 200

/** One line per database, those first that can be reached; with many, their numbers: what is in the way follows. */
export function databasesBlock(
  report: Pick<Report, 'databases'>,
  index: ReportIndex,
  causes: readonly Cause[],
  options: Pick<RenderOptions, 'own'>,
): Block[] {
  if (report.databases.length === 0) return []
  const sorted = databaseRows(report, causes, index)
  if (sorted.length <= MOST) return [section(['*Databases*', ...sorted.map((row) => line(row, index, options))])]
  const counts = VERDICTS.flatMap((verdict) => {
    const number = sorted.filter((row) => row.database.verdict === verdict).length
    return number === 0 ? [] : [`${EMOJI[verdict]} ${number} ${verdict.toLowerCase()}`]
  })
  const connect = code(ownCommand(['connect', 'NAME'], options, undefined, anyProfile(index)).bash, MAX_COMMAND)
  const any = sorted.some((row) => works(row.database.verdict))
  return [section(['*Databases*', counts.join(', '), ...(any ? [`${connect} connects to one that is ready`] : [])])]
}

function line(
  { database, cause, headline = '' }: DatabaseRow,
  index: ReportIndex,
  options: Pick<RenderOptions, 'own'>,
): string {
  const { verdict, via = '', region, accountId } = database
  const name = `${EMOJI[verdict]} ${code(index.queryOf(database))}${escapeText(index.inAccount(accountId))}`
  if (!works(verdict)) return cause ? `${name} ${cause.number}. ${sentence(headline, 200)}` : name
  const command = connectCommand([index.queryOf(database)], options, region, index.profileOf(accountId)).bash
  const connect = command.length > MAX_COMMAND ? '' : `: ${code(command, MAX_COMMAND)}`
  const proof = index.proofOf(database)
  const proven = proof ? `, ${escapeText(provenText(proof))}` : ''
  return `${name} through ${code(index.host(via)?.name || via)}${proven}${connect}`
}
