import type { Subject } from './finding.js'

/** What tells one subject from every other of an account. Names of databases are unique per kind and VPC only. */
export type SubjectIdentity = Pick<Subject, 'kind' | 'region' | 'id' | 'vpcId' | 'databaseKind'>

/** The same text for the same subject alone, in every audit. */
export function subjectKey({ kind, region, id, vpcId = '', databaseKind }: SubjectIdentity): string {
  if (kind !== 'database' && kind !== 'tunnel') return `${kind}/${region}/${id}`
  return `${kind}/${region}/${vpcId}/${databaseKind ?? ''}/${id}`
}
