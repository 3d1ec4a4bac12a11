import type { Finding, Subject, SubjectKind } from '../model/finding.js'

/** Findings by subject, so that nothing scans them all. */
export interface FindingIndex {
  of(kind: SubjectKind, region: string, id: string): readonly Finding[]
}

const NONE: readonly Finding[] = []

export function indexFindings(findings: readonly Finding[]): FindingIndex {
  const byId = new Map<string, Finding[]>()
  // All findings of a subject share one object, so that most need no key of their own.
  const bySubject = new Map<Subject, Finding[]>()
  for (const finding of findings) {
    const { subject } = finding
    let list = bySubject.get(subject)
    if (list === undefined) {
      const key = keyOf(subject.kind, subject.region, subject.id)
      list = byId.get(key) ?? []
      byId.set(key, list)
      bySubject.set(subject, list)
    }
    list.push(finding)
  }
  return { of: (kind, region, id) => byId.get(keyOf(kind, region, id)) ?? NONE }
}

const keyOf = (kind: SubjectKind, region: string, id: string) => `${kind}|${region}|${id}`
