import type { DatabaseReport, TunnelReport } from './report.js'
import type { SubjectIdentity } from './subject-key.js'

/** The subject of a report's database. */
export const databaseIdentity = (database: DatabaseReport): SubjectIdentity => ({
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
