import type { Collected, CollectFailure } from '../model/collected.js'
import { groupBy } from '../model/group-by.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import type { ManagedNode } from '../model/snapshot-hosts.js'

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

/** The region of VPCs, subnets and instances; of an id that two regions name it is not known. */
export function homesOf(regions: readonly RegionSnapshot[]): Map<string, RegionSnapshot> {
  const homes = new Map<string, RegionSnapshot | undefined>()
  const settle = (region: RegionSnapshot, ...ids: (string | undefined)[]) => {
    for (const id of ids)
      if (id !== undefined) homes.set(id, homes.has(id) && homes.get(id) !== region ? undefined : region)
  }
  for (const region of regions) {
    const { vpcs, subnets, instances } = region
    for (const vpc of vpcs.outcome === 'ok' ? vpcs.value : []) settle(region, vpc.vpcId)
    for (const subnet of subnets.outcome === 'ok' ? subnets.value : []) settle(region, subnet.subnetId, subnet.vpcId)
    for (const instance of instances.outcome === 'ok' ? instances.value : [])
      settle(region, instance.instanceId, instance.subnetId, instance.vpcId)
  }
  return new Map([...homes].filter((entry): entry is [string, RegionSnapshot] => entry[1] !== undefined))
}
