import { createIam, type Iam } from '../iam/iam.js'
import type { Config } from '../model/config.js'
import type { Database } from '../model/database.js'
import { groupBy } from '../model/group-by.js'
import type { RegionSnapshot, Snapshot } from '../model/snapshot.js'
import type { Instance, ManagedNode } from '../model/snapshot-hosts.js'
import { createNetwork, type Network } from '../network/network.js'
import { databasesOf } from './databases.js'
import { type AuditedVpc, limitScope, type RegionScope, type ScopeLimits } from './limit.js'
import { type Need, needsOf } from './needs.js'
import { selectHosts } from './select-hosts.js'
import { type SessionInputs, sessionInputs } from './session-preferences.js'
import { pairTunnels, type Tunnel } from './tunnels.js'

export type { AuditedVpc } from './limit.js'

/** One region of the snapshot, indexed, with what the config makes of it. */
export interface RegionAudit {
  region: string
  snapshot: RegionSnapshot
  vpcs: AuditedVpc[]
  hosts: Instance[]
  databases: Database[]
  hostsByVpc: Map<string, Instance[]>
  databasesByVpc: Map<string, Database[]>
  /** By VPC id. */
  needs: Map<string, Need[]>
  nodesById: Map<string, ManagedNode>
  /** `undefined` when the preferences could not be read. */
  sessionInputs: SessionInputs | undefined
}

/** Everything that checks and reports ask: the snapshot, the config, and what follows from both, computed once. */
export interface Audit {
  snapshot: Snapshot
  config: Config
  /** What it looks at, if not at everything. */
  limits: ScopeLimits
  regions: RegionAudit[]
  tunnels: Tunnel[]
  network: Network
  iam: Iam
}

/** @param limits look at these VPCs or hosts alone; see `ScopeLimits` */
export function createAudit(snapshot: Snapshot, config: Config, limits: ScopeLimits = {}): Audit {
  const whole = snapshot.regions.map((region) => scopeOf(region, config, limits))
  const hosts = whole.flatMap((r) => r.hosts.map((host) => ({ host, region: r.snapshot.region })))
  const databases = whole.flatMap((r) => r.databases)
  const limited = limitScope(whole, pairTunnels(hosts, databases, snapshot.regions), limits)
  return {
    snapshot,
    config,
    limits,
    regions: limited.regions.map((scope) => regionAudit(scope, config)),
    tunnels: limited.tunnels,
    network: createNetwork(snapshot),
    iam: createIam(snapshot),
  }
}

function scopeOf(snapshot: RegionSnapshot, config: Config, limits: ScopeLimits): RegionScope {
  const instances = snapshot.instances.outcome === 'ok' ? snapshot.instances.value : []
  const hosts = selectHosts(instances, limits.hostIds ? { ids: limits.hostIds } : config.hosts)
  const databases = databasesOf(snapshot, config)
  return { snapshot, hosts, databases, vpcs: auditedVpcs(snapshot, hosts, databases) }
}

function regionAudit({ snapshot, hosts, databases, vpcs }: RegionScope, config: Config): RegionAudit {
  const hostsByVpc = groupBy(hosts, (host) => host.vpcId ?? '')
  const nodes = snapshot.managedNodes.outcome === 'ok' ? snapshot.managedNodes.value : []
  const needs = vpcs.map(({ vpcId }): [string, Need[]] => {
    const hostIds = (hostsByVpc.get(vpcId) ?? []).map((host) => host.instanceId)
    return [vpcId, needsOf(snapshot, hostIds, config.requireEndpoints)]
  })
  return {
    region: snapshot.region,
    snapshot,
    vpcs,
    hosts,
    databases,
    hostsByVpc,
    databasesByVpc: groupBy(databases, (database) => database.vpcId ?? ''),
    needs: new Map(needs),
    nodesById: new Map(nodes.map((node) => [node.instanceId, node])),
    sessionInputs:
      snapshot.sessionPreferences.outcome === 'ok' ? sessionInputs(snapshot.sessionPreferences.value) : undefined,
  }
}

/** All VPCs; where DescribeVpcs was refused, those that hosts and databases name, so that they are not lost. */
function auditedVpcs(snapshot: RegionSnapshot, hosts: Instance[], databases: Database[]): AuditedVpc[] {
  if (snapshot.vpcs.outcome === 'ok')
    return snapshot.vpcs.value.map((vpc) => ({ vpcId: vpc.vpcId, name: vpc.name ?? '', vpc }))
  const seen = new Set([...hosts.map((h) => h.vpcId), ...databases.map((d) => d.vpcId)])
  return [...seen].filter((id) => id !== undefined).map((vpcId) => ({ vpcId, name: '' }))
}
