import type { Collected, CollectFailure } from '../model/collected.js'
import { groupBy } from '../model/group-by.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import type { Instance, ManagedNode } from '../model/snapshot-hosts.js'
import type { Subnet, Vpc } from '../model/snapshot-network.js'
import { once } from './once.js'

/** A list that was read. */
export const ok = <T>(api: string, value: T): Collected<T> => ({ outcome: 'ok', api, value })

/** What nobody asked for is not known. */
export const notCollected = (api: string, what: string): CollectFailure => ({
  outcome: 'error',
  api,
  message: `not collected for ${what}`,
})

/** Entries that other people's ids name, without what every object inherits. */
export const own = <T>(entries: Record<string, T> | undefined, key: string): T | undefined =>
  entries !== undefined && Object.hasOwn(entries, key) ? entries[key] : undefined

/** Tables and ACLs by the subnets that are associated with them. */
export const associated = <T extends { subnetIds: string[] }>(items: readonly T[]): Map<string, T> =>
  new Map(items.flatMap((item) => item.subnetIds.map((id): [string, T] => [id, item])))

export const byVpcId = <T extends { vpcId: string }>(items: readonly T[]): Map<string, T> =>
  new Map(items.map((item) => [item.vpcId, item]))

/** Hybrid registrations by each trait of their machine. */
export function hybridNodesByTrait(nodes: readonly ManagedNode[]): Map<string, ManagedNode[]> {
  const groups = groupBy(
    nodes
      .filter((node) => node.resourceType === 'ManagedInstance' || node.instanceId.startsWith('mi-'))
      .flatMap((node) =>
        [node.sourceId, node.ipAddress, node.computerName?.toLowerCase()]
          .filter((trait) => trait !== undefined && trait !== '')
          .map((trait) => ({ trait, node })),
      ),
    ({ trait }) => trait,
  )
  return new Map([...groups].map(([trait = '', all]) => [trait, all.map(({ node }) => node)]))
}

/** The region of a VPC, subnet or instance; of an id that two regions name it is not known. */
export function homeOf(id: string, regions: readonly RegionSnapshot[]): RegionSnapshot | undefined {
  const [home, ...others] = regions.filter(({ vpcs, subnets, instances }) =>
    [vpcs, subnets, instances].some((list) => list.outcome === 'ok' && idsIn(list.value).has(id)),
  )
  return others.length === 0 ? home : undefined
}

type Placed =
  | Pick<Vpc, 'vpcId'>
  | Pick<Subnet, 'vpcId' | 'subnetId'>
  | Pick<Instance, 'vpcId' | 'subnetId' | 'instanceId'>

/** By list: what a plan changes elsewhere leaves most lists as they are. */
const idsIn = once((list: readonly Placed[]): ReadonlySet<string | undefined> => {
  const ids = new Set<string | undefined>()
  for (const item of list) {
    ids.add(item.vpcId)
    if ('subnetId' in item) ids.add(item.subnetId)
    if ('instanceId' in item) ids.add(item.instanceId)
  }
  return ids
})
