import type { Database } from '../model/database.js'
import type { RegionSnapshot, Snapshot } from '../model/snapshot.js'
import type { Instance } from '../model/snapshot-hosts.js'
import type { Tunnel } from './tunnels.js'
import type { AuditedVpc } from './vpcs.js'

/**
 * What an audit is limited to. `vpcIds`: these VPCs, their databases, and every host that could serve those.
 * `hostIds`: these hosts (whatever the config selects), their VPCs, and the databases that they could reach.
 */
export interface ScopeLimits {
  vpcIds?: string[]
  hostIds?: string[]
}

/** The part of what an audit is limited to that lies in some VPCs, all that they are connected with among them. */
export function narrowed(
  { vpcIds, hostIds }: ScopeLimits,
  { regions }: Snapshot,
  within: readonly string[],
): ScopeLimits {
  const inside = new Set(within)
  const narrower = vpcIds || !hostIds ? { vpcIds: vpcIds?.filter((id) => inside.has(id)) ?? [...within] } : {}
  if (!hostIds) return narrower
  const hosts = regions.flatMap(({ instances }) => (instances.outcome === 'ok' ? instances.value : []))
  const here = new Set(hosts.filter(({ vpcId = '' }) => inside.has(vpcId)).map(({ instanceId }) => instanceId))
  return { ...narrower, hostIds: hostIds.filter((id) => here.has(id)) }
}

export interface RegionScope {
  snapshot: RegionSnapshot
  vpcs: AuditedVpc[]
  hosts: Instance[]
  databases: Database[]
}

export function limitScope(
  regions: readonly RegionScope[],
  tunnels: readonly Tunnel[],
  { vpcIds, hostIds }: ScopeLimits,
): { regions: readonly RegionScope[]; tunnels: Tunnel[] } {
  if (vpcIds === undefined && hostIds === undefined) return { regions, tunnels: [...tunnels] }
  const hostVpcs = new Set(regions.flatMap((r) => r.hosts.map((h) => h.vpcId)))
  const listed = (vpcId: string) => (vpcIds ? vpcIds.includes(vpcId) : hostVpcs.has(vpcId))
  const kept = tunnels.filter((t) => vpcIds === undefined || vpcIds.includes(t.database.vpcId ?? ''))
  const keptHosts = new Set(kept.map((t) => t.host.instanceId))
  const keptDatabases = new Set(kept.map((t) => t.database))
  return {
    tunnels: kept,
    regions: regions.map((region) => ({
      snapshot: region.snapshot,
      vpcs: region.vpcs.filter((v) => listed(v.vpcId)),
      hosts: region.hosts.filter((h) => listed(h.vpcId ?? '') || keptHosts.has(h.instanceId)),
      databases: region.databases.filter((d) => listed(d.vpcId ?? '') || keptDatabases.has(d)),
    })),
  }
}
