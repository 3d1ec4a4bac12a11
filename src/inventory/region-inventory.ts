import type { Collected, CollectFailure } from '../model/collected.js'
import type { Config } from '../model/config.js'
import type { Database } from '../model/database.js'
import { groupBy } from '../model/group-by.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import type { Instance, ManagedNode } from '../model/snapshot-hosts.js'
import { databasesIncomplete } from './databases.js'
import type { RegionScope } from './limit.js'
import type { Found } from './lookups.js'
import { type Need, needsOf } from './needs.js'
import { type SessionInputs, sessionInputs } from './session-preferences.js'
import type { AuditedVpc } from './vpcs.js'

/**
 * One region of the snapshot with what the config makes of it. `vpcs`, `hosts` and `databases` are the subjects that
 * are known: nothing follows from one that is not among them. Ask `hostsOf` and `databasesOf` for that.
 */
export class RegionInventory {
  readonly region: string
  readonly snapshot: RegionSnapshot
  readonly vpcs: readonly AuditedVpc[]
  readonly hosts: readonly Instance[]
  readonly databases: readonly Database[]
  readonly sessionInputs: Collected<SessionInputs>
  readonly #hostsByVpc: Map<string, Instance[]>
  readonly #databasesByVpc: Map<string, Database[]>
  readonly #needs: Map<string, Need[]>
  readonly #nodes: Map<string, ManagedNode>

  constructor({ snapshot, vpcs, hosts, databases }: RegionScope, config: Config) {
    const { managedNodes, sessionPreferences } = snapshot
    this.region = snapshot.region
    this.snapshot = snapshot
    this.vpcs = vpcs
    this.hosts = hosts
    this.databases = databases
    this.#hostsByVpc = groupBy(hosts, (host) => host.vpcId ?? '')
    this.#databasesByVpc = groupBy(databases, (database) => database.vpcId ?? '')
    this.#nodes = new Map(
      managedNodes.outcome === 'ok' ? managedNodes.value.map((node) => [node.instanceId, node]) : [],
    )
    this.sessionInputs =
      sessionPreferences.outcome === 'ok'
        ? { ...sessionPreferences, value: sessionInputs(sessionPreferences.value) }
        : sessionPreferences
    this.#needs = new Map(
      vpcs.map(({ vpcId }) => {
        const hostIds = this.knownHostsOf(vpcId).map((host) => host.instanceId)
        return [vpcId, needsOf(snapshot, hostIds, config.requireEndpoints)]
      }),
    )
  }

  /** The VPC's hosts, all of them. */
  hostsOf(vpcId: string): Collected<readonly Instance[]> {
    const { instances } = this.snapshot
    return instances.outcome === 'ok' ? { ...instances, value: this.knownHostsOf(vpcId) } : instances
  }

  /** The VPC's databases, all of them: a failure where a list, or in which VPC one of them is, could not be read. */
  databasesOf(vpcId: string): Collected<readonly Database[]> {
    return (
      this.databasesUnread ?? { outcome: 'ok', api: 'rds:DescribeDBInstances', value: this.knownDatabasesOf(vpcId) }
    )
  }

  /** Why a VPC may hold more databases than are known to be in it, if it may. */
  get databasesUnread(): CollectFailure | undefined {
    return databasesIncomplete(this.snapshot).failure
  }

  /** As many as could be seen, to speak of them; there may be more. */
  knownHostsOf(vpcId: string): readonly Instance[] {
    return this.#hostsByVpc.get(vpcId) ?? []
  }

  /** As many as could be seen, to speak of them; there may be more. */
  knownDatabasesOf(vpcId: string): readonly Database[] {
    return this.#databasesByVpc.get(vpcId) ?? []
  }

  /** A host's registration with Systems Manager; `undefined` inside `ok`: it has none. */
  nodeOf(hostId: string): Found<ManagedNode> {
    const { managedNodes } = this.snapshot
    return managedNodes.outcome === 'ok' ? { ...managedNodes, value: this.#nodes.get(hostId) } : managedNodes
  }

  /** A host's registration, if it is known, to speak of it. */
  knownNodeOf(hostId: string): ManagedNode | undefined {
    return this.#nodes.get(hostId)
  }

  /** What a VPC with hosts needs from AWS services; nothing for a VPC that the inventory does not speak of. */
  needsOf(vpcId: string): readonly Need[] {
    return this.#needs.get(vpcId) ?? []
  }
}
