import type { Problem } from './finding.js'
import type { DatabaseReport, TunnelReport } from './report.js'
import { type SubjectIdentity, subjectKey } from './subject-key.js'

/** The subject of a report's database. */
export const databaseIdentity = (
  database: Pick<DatabaseReport, 'databaseId' | 'kind' | 'region' | 'vpcId'>,
): SubjectIdentity => ({
  kind: 'database',
  region: database.region,
  id: database.databaseId,
  databaseKind: database.kind,
  vpcId: database.vpcId,
})

/** The subject of a report's tunnel. */
export const tunnelIdentity = (tunnel: TunnelReport): SubjectIdentity => ({
  kind: 'tunnel',
  region: tunnel.region,
  id: `${tunnel.hostId}/${tunnel.databaseId}`,
  databaseKind: tunnel.databaseKind,
  vpcId: tunnel.vpcId,
})

/** Whether a tunnel leads to a database: names alone do not say. */
export const leadsTo = (tunnel: TunnelReport, { databaseId, kind, vpcId }: DatabaseReport): boolean =>
  tunnel.databaseId === databaseId && tunnel.databaseKind === kind && tunnel.vpcId === vpcId

/** All names by which a database can be asked for: id, endpoint, and what tells it from others of its id. */
export const namesOfDatabase = ({ databaseId, kind, endpoint, vpcId }: DatabaseReport): string[] => [
  databaseId,
  `${kind}/${databaseId}`,
  ...(endpoint === '' ? [] : [endpoint]),
  `${vpcId}/${kind}/${databaseId}`,
]

type NameOf = (database: DatabaseReport) => string

/** The shortest name that means one of several databases alone: names are unique per kind and VPC only. */
export const shortestNames = (databases: readonly DatabaseReport[]): NameOf => firstOwn(databases, namesOfDatabase)

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

/** Keys of all whose findings bear on a tunnel. */
export function subjectsAround(tunnel: TunnelReport, hostVpcId: string | undefined): Set<string> {
  const { region, vpcId, hostId, databaseId, databaseKind } = tunnel
  const subjects: SubjectIdentity[] = [
    tunnelIdentity(tunnel),
    { kind: 'host', region, id: hostId },
    { kind: 'database', region, id: databaseId, databaseKind, vpcId },
    ...[vpcId, hostVpcId ?? vpcId].map((id) => ({ kind: 'vpc' as const, region, id })),
    { kind: 'region', region, id: region },
  ]
  return new Set(subjects.map(subjectKey))
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
