import type { RegionSnapshot } from '../model/snapshot.js'
import type { Proof, TunnelProbe } from '../model/snapshot-probes.js'
import { once } from './once.js'
import type { Tunnel } from './tunnels.js'

/** A tunnel by what tells it apart: names of databases alone do not. */
export const probeKey = (tunnel: Pick<TunnelProbe, 'hostId' | 'databaseKind' | 'databaseId' | 'vpcId'>): string =>
  JSON.stringify([tunnel.hostId, tunnel.databaseKind, tunnel.databaseId, tunnel.vpcId])

/** What a probe of a tunnel brought. `undefined`: it was not tried. @param region that of the host */
export function probeOf(region: RegionSnapshot, { host, database }: Tunnel): TunnelProbe | undefined {
  const { databaseId, kind: databaseKind, vpcId = '' } = database
  return index(region).get(probeKey({ hostId: host.instanceId, databaseId, databaseKind, vpcId }))
}

/** As a report keeps it; `undefined` where no connection was made. */
export function proofOf({ result, earlier }: TunnelProbe): Proof | undefined {
  if (result?.outcome !== 'ok') return earlier
  const { at, by, outcome, server, latencyMs } = result.value
  if (outcome === 'failed' || latencyMs === undefined) return earlier
  return { at, by, answered: outcome === 'answered', ...(server !== undefined && { server }), latencyMs }
}

const index = once(
  ({ probes = [] }: RegionSnapshot): ReadonlyMap<string, TunnelProbe> =>
    new Map(probes.map((probe) => [probeKey(probe), probe])),
)
