import { VERDICTS, type Verdict } from '../model/finding.js'
import type { DatabaseReport, Report } from '../model/report.js'
import { type Cause, headlineFor } from './causes.js'
import type { ReportIndex } from './report-index.js'

/** A database, and the cause that its line refers to. */
export interface DatabaseRow {
  database: DatabaseReport
  cause?: Cause
  /** What is in the way of this very database, in one short sentence. */
  headline?: string
}

/** Those first that can be reached, by name; of a verdict in the order of what is in the way. */
export function databaseRows(
  { databases }: Pick<Report, 'databases'>,
  causes: readonly Cause[],
  index: ReportIndex,
): DatabaseRow[] {
  const byKey = new Map(causes.map((cause) => [cause.problem.key, cause]))
  const rows = databases.map((database): DatabaseRow => {
    const cause = byKey.get(database.problem ?? '')
    return { database, ...(cause && { cause, headline: headlineFor(cause, database, index) }) }
  })
  const rank = ({ database, cause }: DatabaseRow) => [VERDICTS.indexOf(database.verdict), cause?.number ?? 0] as const
  return rows.toSorted((a, b) => {
    const [[verdictA, numberA], [verdictB, numberB]] = [rank(a), rank(b)]
    return verdictA - verdictB || numberA - numberB
  })
}

/** Whether the database can be reached. */
export const works = (verdict: Verdict): boolean => verdict === 'READY' || verdict === 'DEGRADED'
