import type { Finding, SubjectKind } from '../model/finding.js'

/** Findings by subject, so that nothing scans them all. */
export interface FindingIndex {
  of(kind: SubjectKind, region: string, id: string): readonly Finding[]
}

const NONE: readonly Finding[] = []

export function indexFindings(findings: readonly Finding[]): FindingIndex {
  const bySubject = new Map<string, Finding[]>()
  for (const finding of findings) {
    const { kind, region, id } = finding.subject
    const key = `${kind}|${region}|${id}`
    const list = bySubject.get(key)
    if (list) list.push(finding)
    else bySubject.set(key, [finding])
  }
  return { of: (kind, region, id) => bySubject.get(`${kind}|${region}|${id}`) ?? NONE }
}
