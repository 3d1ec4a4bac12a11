import type { Subject } from './finding.js'

/** What tells one subject from every other of an account. Names of databases are unique per kind and VPC only. */
export type SubjectIdentity = Pick<Subject, 'kind' | 'region' | 'id' | 'vpcId' | 'databaseKind'> & {
  /** Needed where a report is of several accounts. */
  accountId?: string
}

/** The same text for the same subject alone, in every audit. */
export function subjectKey({ kind, region, id, vpcId = '', databaseKind }: SubjectIdentity): string {
  if (kind !== 'database' && kind !== 'tunnel') return `${kind}/${region}/${id}`
  return `${kind}/${region}/${vpcId}/${databaseKind ?? ''}/${id}`
}

/** AWS gives out the ids of VPCs and instances once; what people or regions are called by, two accounts may share. */
const OF_ONE_ACCOUNT = new Set<Subject['kind']>(['region', 'caller', 'database'])

/** As {@link subjectKey}, among several accounts. A VPC that two of them share is one. */
export function subjectKeyAmongAccounts(subject: SubjectIdentity): string {
  const key = subjectKey(subject)
  return OF_ONE_ACCOUNT.has(subject.kind) ? `${subject.accountId ?? ''}/${key}` : key
}

/** By what a report's subjects are told apart. */
export const keyOfSubject = ({ accounts }: { accounts?: unknown } = {}): ((subject: SubjectIdentity) => string) =>
  accounts === undefined ? subjectKey : subjectKeyAmongAccounts
