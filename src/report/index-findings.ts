import type { Finding } from '../model/finding.js'
import { type SubjectIdentity, subjectKey } from '../model/subject-key.js'

/** Findings by their subject. */
export interface FindingIndex {
  /** By who it is; the very subject of a finding is found soonest. */
  of(subject: SubjectIdentity): readonly Finding[]
}

const NONE: readonly Finding[] = []

export function indexFindings(findings: readonly Finding[]): FindingIndex {
  const byKey = new Map<string, Finding[]>()
  // All findings of a subject share one object, so that most need no key of their own.
  const bySubject = new Map<SubjectIdentity, Finding[]>()
  // Not for…of: an iterator makes an object for each of a million findings.
  findings.forEach((finding) => {
    const { subject } = finding
    let list = bySubject.get(subject)
    if (list === undefined) {
      const key = subjectKey(subject)
      list = byKey.get(key) ?? []
      byKey.set(key, list)
      bySubject.set(subject, list)
    }
    list.push(finding)
  })
  return { of: (subject) => bySubject.get(subject) ?? byKey.get(subjectKey(subject)) ?? NONE }
}
