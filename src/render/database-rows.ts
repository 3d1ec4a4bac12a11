import { VERDICTS, type Verdict } from '../model/finding.js'
import type { DatabaseReport, Report } from '../model/report.js'
import type { Cause } from './causes.js'

/** A database, and the cause that its line refers to. */
export interface DatabaseRow {
  database: DatabaseReport
  cause?: Cause
}

/** Those first that can be reached, by name; of a verdict in the order of what is in the way. */
export function databaseRows({ databases }: Pick<Report, 'databases'>, causes: readonly Cause[]): DatabaseRow[] {
  const byKey = new Map(causes.map((cause) => [cause.problem.key, cause]))
  const rows = databases.map((database): DatabaseRow => {
    const cause = byKey.get(database.problem ?? '')
    return { database, ...(cause && { cause }) }
  })
  const rank = ({ database, cause }: DatabaseRow) => [VERDICTS.indexOf(database.verdict), cause?.number ?? 0] as const
  return rows.toSorted((a, b) => {
    const [[verdictA, numberA], [verdictB, numberB]] = [rank(a), rank(b)]
    return verdictA - verdictB || numberA - numberB
  })
}

/** Whether the database can be reached. */
export const works = (verdict: Verdict): boolean => verdict === 'READY' || verdict === 'DEGRADED'
