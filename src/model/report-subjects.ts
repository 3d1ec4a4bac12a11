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
