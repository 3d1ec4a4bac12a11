import type { Tunnel } from '../inventory/tunnels.js'
import type { Database } from '../model/database.js'
import type { Instance } from '../model/snapshot-hosts.js'
import type { SubjectIdentity } from '../model/subject-key.js'

/** Whom findings speak of, for look-ups. */
export const hostSubject = (region: string, { instanceId: id }: Instance): SubjectIdentity => ({
  kind: 'host',
  region,
  id,
})

export const vpcSubject = (region: string, id: string): SubjectIdentity => ({ kind: 'vpc', region, id })

export const regionSubject = (region: string): SubjectIdentity => ({ kind: 'region', region, id: region })

export const databaseSubject = ({ databaseId: id, kind: databaseKind, region, vpcId }: Database): SubjectIdentity => ({
  ...{ kind: 'database', region, id, databaseKind },
  ...(vpcId !== undefined && { vpcId }),
})

export const tunnelSubject = ({ id, hostRegion: region, database }: Tunnel): SubjectIdentity => ({
  ...{ kind: 'tunnel', region, id, databaseKind: database.kind },
  ...(database.vpcId !== undefined && { vpcId: database.vpcId }),
})
