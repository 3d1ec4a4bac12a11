import type { Problem } from './finding.js'
import { groupBy } from './group-by.js'
import type { DatabaseReport, TunnelReport } from './report.js'
import { type SubjectIdentity, subjectKey } from './subject-key.js'

/** The account, in a report of several. */
export const inAccount = ({ accountId }: { accountId?: string }): { accountId?: string } =>
  accountId === undefined ? {} : { accountId }

/** The subject of a report's database. */
export const databaseIdentity = (
  database: Pick<DatabaseReport, 'databaseId' | 'kind' | 'region' | 'vpcId' | 'accountId'>,
): SubjectIdentity => ({
  ...inAccount(database),
  kind: 'database',
  region: database.region,
  id: database.databaseId,
  databaseKind: database.kind,
  vpcId: database.vpcId,
})

/** The subject of a report's tunnel. */
export const tunnelIdentity = (tunnel: TunnelReport): SubjectIdentity => ({
  ...inAccount(tunnel),
  kind: 'tunnel',
  region: tunnel.region,
  id: `${tunnel.hostId}/${tunnel.databaseId}`,
  databaseKind: tunnel.databaseKind,
  vpcId: tunnel.vpcId,
})

/** Whether a tunnel leads to a database: names alone do not say. */
export const leadsTo = (tunnel: TunnelReport, { databaseId, kind, vpcId, accountId }: DatabaseReport): boolean =>
  tunnel.databaseId === databaseId &&
  tunnel.databaseKind === kind &&
  tunnel.vpcId === vpcId &&
  tunnel.accountId === accountId

/** All names by which a database can be asked for: id, endpoint, and what tells it from others of its id. */
export const namesOfDatabase = ({ databaseId, kind, endpoint, vpcId }: DatabaseReport): string[] => [
  databaseId,
  `${kind}/${databaseId}`,
  ...(endpoint === '' ? [] : [endpoint]),
  `${vpcId}/${kind}/${databaseId}`,
]

type NameOf = (database: DatabaseReport) => string

/**
 * The shortest name that means one of several databases of its account alone: names are unique per kind and VPC only.
 */
export function shortestNames(databases: readonly DatabaseReport[]): NameOf {
  const byAccount = groupBy(databases, ({ accountId = '' }) => accountId)
  const names = new Map([...byAccount].map(([id, own]) => [id, firstOwn(own, namesOfDatabase)]))
  return (database) => names.get(database.accountId ?? '')?.(database) ?? database.databaseId
}

/** The same, and never an id alone, which a saved connection may be called, too. */
export const qualifiedNames = (databases: readonly DatabaseReport[]): NameOf =>
  firstOwn(databases, (database) => namesOfDatabase(database).slice(1))

function firstOwn(databases: readonly DatabaseReport[], namesOf: (database: DatabaseReport) => string[]): NameOf {
  const count = new Map<string, number>()
  for (const name of databases.flatMap((database) => [...new Set(namesOfDatabase(database))]))
    count.set(name, (count.get(name) ?? 0) + 1)
  return (database) => {
    const names = namesOf(database)
    return names.find((name) => count.get(name) === 1) ?? names.at(-1) ?? database.databaseId
  }
}

/**
 * Keys of all whose findings bear on a tunnel.
 * @param keyOf of several accounts: what tells their subjects apart
 */
export function subjectsAround(
  tunnel: TunnelReport,
  hostVpcId: string | undefined,
  keyOf: (subject: SubjectIdentity) => string = subjectKey,
): Set<string> {
  const { region, vpcId, hostId, databaseId, databaseKind } = tunnel
  const own = inAccount(tunnel)
  const subjects: SubjectIdentity[] = [
    tunnelIdentity(tunnel),
    { kind: 'host', region, id: hostId },
    { ...own, kind: 'database', region, id: databaseId, databaseKind, vpcId },
    ...[vpcId, hostVpcId ?? vpcId].map((id) => ({ kind: 'vpc' as const, region, id })),
    { ...own, kind: 'region', region, id: region },
  ]
  return new Set(subjects.map(keyOf))
}

/** Problems by whom they hit, each list as the report orders them. */
export function problemsBySubject(problems: readonly Problem[]): Map<string, Problem[]> {
  const found = new Map<string, Problem[]>()
  for (const problem of problems)
    for (const key of new Set(problem.subjects.map(subjectKey))) {
      const known = found.get(key)
      if (known) known.push(problem)
      else found.set(key, [problem])
    }
  return found
}
