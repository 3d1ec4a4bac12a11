import type { Problem, ProblemLevel, Verdict } from '../model/finding.js'
import { isHostItself, REMOTE_HOST } from '../model/host-itself.js'
import type { DatabaseReport, TunnelReport } from '../model/report.js'
import { databaseIdentity, problemsBySubject, subjectsAround } from '../model/report-subjects.js'
import { type SubjectIdentity, subjectKey } from '../model/subject-key.js'
import { levelRank } from './problems/level.js'

/** A database, its best way, and the VPC of the host on it. */
export interface Way {
  database: Omit<DatabaseReport, 'problem'>
  tunnel?: TunnelReport
  hostVpcId?: string
}

const LEVEL_OF: Partial<Record<Verdict, ProblemLevel>> = {
  BLOCKED: 'blocked',
  UNKNOWN: 'unknown',
  DEGRADED: 'degraded',
}

/** Problems of one level: first those that keep the most databases from being reached. And which of them is in whose way. */
export function ranked(
  problems: readonly Problem[],
  ways: readonly Way[],
): { problems: Problem[]; databases: DatabaseReport[] } {
  const bySubject = problemsBySubject(problems)
  const candidates = ways.map((way) => candidatesOf(way, bySubject))
  const weights = new Map<Problem, number>()
  for (const problem of candidates.flat()) weights.set(problem, (weights.get(problem) ?? 0) + 1)
  const weightOf = (problem: Problem) => weights.get(problem) ?? 0
  const sorted = problems.toSorted(mostConsequentialFirst(weightOf))
  const order = new Map(sorted.map((problem, i) => [problem, i]))
  const databases = ways.map(({ database }, i): DatabaseReport => {
    const [first] = (candidates[i] ?? []).toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
    return { ...database, ...(first && { problem: first.key }) }
  })
  return { problems: sorted, databases }
}

/** @param weightOf how many databases a problem keeps from being reached */
export const mostConsequentialFirst = (weightOf: (problem: Problem) => number) => (a: Problem, b: Problem) =>
  levelRank(a.level) - levelRank(b.level) ||
  weightOf(b) - weightOf(a) ||
  planned(b) - planned(a) ||
  a.message.length - b.message.length

/** Of equals, what this program can mend comes first, and what is told shortest: the first screen holds the first fix. */
const planned = ({ remedy }: Problem) => Number(remedy?.id !== undefined)

/** What makes the best way what it is; where nothing does (it is only a symptom there), what is amiss around it. */
function candidatesOf(
  { database, tunnel, hostVpcId }: Way,
  bySubject: ReadonlyMap<string, readonly Problem[]>,
): Problem[] {
  const level = LEVEL_OF[database.verdict]
  if (level === undefined) return []
  const around = tunnel ? subjectsAround(tunnel, hostVpcId) : aroundDatabase(database)
  const bearing = [...new Set([...around].flatMap((key) => bySubject.get(key) ?? []))].filter(
    (problem) =>
      problem.level !== 'deviating' &&
      problem.blocks.includes('tunnel') &&
      !(problem.checkId === REMOTE_HOST && isHostItself(database)),
  )
  const exact = bearing.filter((problem) => problem.level === level)
  return exact.length > 0 ? exact : bearing
}

function aroundDatabase(database: Way['database']): Set<string> {
  const { region, vpcId } = database
  const subjects: SubjectIdentity[] = [
    databaseIdentity(database),
    { kind: 'vpc', region, id: vpcId },
    { kind: 'region', region, id: region },
  ]
  return new Set(subjects.map(subjectKey))
}
