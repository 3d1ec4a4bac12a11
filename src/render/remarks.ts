import type { Finding } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import type { Report } from '../model/report.js'
import { keyOfSubject } from '../model/subject-key.js'

/** Findings of one check that say the same, the first to stand for all. */
export interface Remark {
  first: Finding
  subjectIds: string[]
}

/** Warnings and doubts that take nothing away: what no problem speaks of. */
export function remarksOf({ findings, problems, scope }: Pick<Report, 'findings' | 'problems' | 'scope'>): Remark[] {
  const keyOf = keyOfSubject(scope)
  const inProblems = new Set(
    problems.flatMap(({ checkId, subjects, symptoms }) => [
      ...subjects.map((subject) => `${checkId} ${keyOf(subject)}`),
      ...symptoms.map((symptom) => `${symptom.checkId} ${keyOf(symptom.subject)}`),
    ]),
  )
  const remarks = findings.filter(
    ({ checkId, status, blocks, accepted, subject }) =>
      (status === 'warn' || status === 'unknown') &&
      blocks.length === 0 &&
      accepted === undefined &&
      !inProblems.has(`${checkId} ${keyOf(subject)}`),
  )
  return [...groupBy(remarks, ({ checkId, reason }) => `${checkId} ${reason}`).values()].flatMap((group) => {
    const [first] = group
    return first ? [{ first, subjectIds: [...new Set(group.map(({ subject }) => subject.id))] }] : []
  })
}

export const acceptedOf = ({ findings }: Report): Finding[] => findings.filter(({ accepted }) => accepted !== undefined)

export function acceptedText({ reason, until }: NonNullable<Finding['accepted']>): string {
  return until === undefined ? reason : `${reason} (until ${until})`
}
