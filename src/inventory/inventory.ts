import type { Collected } from '../model/collected.js'
import type { Config } from '../model/config.js'
import type { Database } from '../model/database.js'
import { groupBy } from '../model/group-by.js'
import type { RegionSnapshot, Snapshot } from '../model/snapshot.js'
import { databasesOf } from './databases.js'
import { mayBeEntered, OTHER_ACCOUNTS } from './entrances.js'
import { limitScope, type RegionScope, type ScopeLimits } from './limit.js'
import { Lookups } from './lookups.js'
import { RegionInventory } from './region-inventory.js'
import { selectHosts } from './select-hosts.js'
import { pairTunnels, type Tunnel, unseenHosts } from './tunnels.js'
import { type UnauditedConnection, unauditedConnections } from './unaudited-connections.js'
import { unseenStrangers } from './unseen-strangers.js'
import { auditedVpcs } from './vpcs.js'

export type { RegionInventory } from './region-inventory.js'
export type { AuditedVpc } from './vpcs.js'

const HOSTS = 'ec2:DescribeInstances'

/**
 * Everything that checks and reports ask of the facts: the snapshot made searchable, and what follows from it and the
 * config (hosts, databases, tunnels, needs), computed once.
 */
export class Inventory extends Lookups {
  readonly regions: readonly RegionInventory[]
  readonly tunnels: readonly Tunnel[]
  readonly #tunnelsByDatabaseVpc: Map<string | undefined, Tunnel[]>
  /** No region has a host, also outside of what the audit is limited to: then whatever connects VPCs leads to none of the account. */
  readonly #withoutHosts: boolean

  /** @param limits look at these VPCs or hosts alone; see `ScopeLimits` */
  constructor(
    snapshot: Snapshot,
    readonly config: Config,
    readonly limits: ScopeLimits = {},
  ) {
    super(snapshot)
    const whole = snapshot.regions.map((region) => scopeOf(region, config, limits))
    const hosts = whole.flatMap((r) => r.hosts.map((host) => ({ host, region: r.snapshot.region })))
    const databases = whole.flatMap((r) => r.databases)
    this.#withoutHosts = hosts.length === 0 && snapshot.regions.every(({ instances }) => instances.outcome === 'ok')
    const limited = limitScope(whole, pairTunnels(hosts, databases, snapshot.regions), limits)
    this.regions = limited.regions.map((scope) => new RegionInventory(scope, config))
    this.tunnels = limited.tunnels
    this.#tunnelsByDatabaseVpc = groupBy(limited.tunnels, (tunnel) => tunnel.database.vpcId)
  }

  /**
   * Tunnels to the databases of a VPC, through hosts of whichever VPC: a failure where a host could not be seen, or where
   * none is known and one of the databases may be entered from what the audit did not look at.
   * @param databases absent: all of the VPC
   */
  tunnelsInto(
    vpcId: string,
    region: RegionInventory,
    databases: readonly Database[] = region.knownDatabasesOf(vpcId),
  ): Collected<readonly Tunnel[]> {
    const isClosed = this.#withoutHosts && !databases.some((each) => mayBeEntered(each, OTHER_ACCOUNTS, this))
    const unseen = isClosed ? undefined : unseenHosts(vpcId, region.snapshot, this.snapshot.regions)
    if (unseen) return unseen
    const value = this.knownTunnelsInto(vpcId)
    const strangers = value.length === 0 ? unseenStrangers(vpcId, databases, this) : undefined
    if (strangers) return strangers
    const [elsewhere] = value.length === 0 ? this.unauditedConnections(vpcId, region, databases) : []
    if (!elsewhere) return { outcome: 'ok', api: HOSTS, value }
    const message = `${elsewhere.by} connects ${vpcId} with ${elsewhere.to}, which was not audited`
    return { outcome: 'error', api: HOSTS, message }
  }

  /** What connects a VPC with places that the audit did not look at: another run can look at regions, of other accounts this side alone is seen. */
  unauditedConnections(
    vpcId: string,
    region: RegionInventory,
    databases: readonly Database[] = region.knownDatabasesOf(vpcId),
  ): UnauditedConnection[] {
    return unauditedConnections(vpcId, region.snapshot, this.snapshot).filter(
      (connection) =>
        connection.because === 'region' || databases.some((database) => mayBeEntered(database, connection, this)),
    )
  }

  /** As many as could be seen, to speak of them; there may be more. */
  knownTunnelsInto(vpcId: string): readonly Tunnel[] {
    return this.#tunnelsByDatabaseVpc.get(vpcId) ?? []
  }
}

function scopeOf(snapshot: RegionSnapshot, config: Config, limits: ScopeLimits): RegionScope {
  const instances = snapshot.instances.outcome === 'ok' ? snapshot.instances.value : []
  const hosts = selectHosts(instances, limits.hostIds ? { ids: limits.hostIds } : config.hosts)
  const databases = databasesOf(snapshot, config)
  return { snapshot, hosts, databases, vpcs: auditedVpcs(snapshot) }
}
