import type { Finding, Subject } from '../model/finding.js'
import { type SubjectIdentity, subjectKey } from '../model/subject-key.js'

/** Findings by their subject. */
export interface FindingIndex {
  of(subject: SubjectIdentity): readonly Finding[]
}

const NONE: readonly Finding[] = []

export function indexFindings(findings: readonly Finding[]): FindingIndex {
  const byKey = new Map<string, Finding[]>()
  // All findings of a subject share one object, so that most need no key of their own.
  const bySubject = new Map<Subject, Finding[]>()
  for (const finding of findings) {
    const { subject } = finding
    let list = bySubject.get(subject)
    if (list === undefined) {
      const key = subjectKey(subject)
      list = byKey.get(key) ?? []
      byKey.set(key, list)
      bySubject.set(subject, list)
    }
    list.push(finding)
  }
  return { of: (subject) => byKey.get(subjectKey(subject)) ?? NONE }
}
