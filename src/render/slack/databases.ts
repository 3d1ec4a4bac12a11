import { VERDICTS } from '../../model/finding.js'
import type { DatabaseReport, Report } from '../../model/report.js'
import type { Cause } from '../causes.js'
import type { ReportIndex } from '../report-index.js'
import { type Block, code, escapeText, section, sentence } from './mrkdwn.js'
import { EMOJI } from './verdicts.js'

const MOST = 12

/** One line per database, those first that can be reached; with many, only those that cannot. */
export function databasesBlock({ databases }: Report, index: ReportIndex, causes: readonly Cause[]): Block[] {
  if (databases.length === 0) return []
  const byKey = new Map(causes.map((cause) => [cause.problem.key, cause]))
  const sorted = VERDICTS.flatMap((verdict) => databases.filter((database) => database.verdict === verdict))
  const shown = databases.length <= MOST ? sorted : sorted.filter((database) => !works(database)).slice(0, MOST)
  const left = VERDICTS.flatMap((verdict) => {
    const number = sorted.filter((database) => database.verdict === verdict && !shown.includes(database)).length
    return number === 0 ? [] : [`${EMOJI[verdict]} ${number} ${verdict.toLowerCase()}`]
  })
  return [
    section([
      '*Databases*',
      ...shown.map((database) => line(database, index, byKey.get(database.problem ?? ''))),
      ...(left.length > 0 ? [`and ${left.join(', ')}`] : []),
    ]),
  ]
}

const works = ({ verdict }: DatabaseReport) => verdict === 'READY' || verdict === 'DEGRADED'

function line(database: DatabaseReport, index: ReportIndex, cause: Cause | undefined): string {
  const name = `${EMOJI[database.verdict]} ${code(index.queryOf(database))}`
  if (works(database)) return `${name} through ${code(index.host(database.via ?? '')?.name || (database.via ?? ''))}`
  return cause ? `${name} ${escapeText(String(cause.number))}. ${sentence(cause.headline, 200)}` : name
}
