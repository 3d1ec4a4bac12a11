import type { Finding, Problem, Subject } from '../../model/finding.js'
import type { DatabaseReport, Report } from '../../model/report.js'
import { keyOfSubject } from '../../model/subject-key.js'
import type { Cause } from '../causes.js'
import type { ReportIndex } from '../report-index.js'
import type { RenderOptions } from '../types.js'

/** Up to so many VPCs or databases the page lies open, to be read and printed; with more it shows what needs an eye first. */
const MAX_OPEN = 25

/** What every part of the page looks things up in. */
export interface Context {
  report: Report
  index: ReportIndex
  causes: readonly Cause[]
  options: Pick<RenderOptions, 'own'>
  /** Too many to lie open. */
  many: boolean
  causeOfDatabase(database: DatabaseReport): Cause | undefined
  /** The problem that tells a finding with its fix: as that which leads, that which it hits, or that which follows. */
  problemOf(finding: Finding): Problem | undefined
  /** Where the page tells of a problem: the id of its place there, and how others refer to it. */
  placeOf(problem: Problem): { id: string; name: string }
}

export function contextOf(
  report: Report,
  index: ReportIndex,
  causes: readonly Cause[],
  options: Pick<RenderOptions, 'own'>,
): Context {
  const byKey = new Map(causes.map((cause) => [cause.problem.key, cause]))
  const numbers = new Map(causes.map(({ problem, number }) => [problem, number]))
  const deviating = new Map(
    report.problems.filter(({ level }) => level === 'deviating').map((problem, i) => [problem, i + 1]),
  )
  const keyOf = keyOfSubject(report.scope)
  const byFinding = new Map(report.problems.toReversed().flatMap((problem) => findingKeys(problem, keyOf)))
  return {
    report,
    index,
    causes,
    options,
    many: Math.max(report.vpcs.length, report.databases.length) > MAX_OPEN,
    causeOfDatabase: ({ problem = '' }) => byKey.get(problem),
    problemOf: ({ checkId, subject }) => byFinding.get(`${checkId} ${keyOf(subject)}`),
    placeOf: (problem) => {
      const number = numbers.get(problem)
      if (number !== undefined) return { id: causeAnchor(number), name: `problem ${number}` }
      return { id: `posture-${deviating.get(problem) ?? 0}`, name: 'posture' }
    },
  }
}

/** What the search finds something by, beside its own words, in a report of several accounts. */
export const accountWords = ({ accountId }: { accountId?: string }, index: ReportIndex): string[] =>
  index.several ? [index.accountName(accountId)] : []

export const causeAnchor = (number: number): string => `problem-${number}`

function findingKeys(problem: Problem, keyOf: (subject: Subject) => string): [string, Problem][] {
  const { checkId, subjects, symptoms } = problem
  return [
    ...symptoms.map((symptom): [string, Problem] => [`${symptom.checkId} ${keyOf(symptom.subject)}`, problem]),
    ...subjects.map((subject): [string, Problem] => [`${checkId} ${keyOf(subject)}`, problem]),
  ]
}
