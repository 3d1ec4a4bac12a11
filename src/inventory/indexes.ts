import type { Collected, CollectFailure } from '../model/collected.js'
import { groupBy } from '../model/group-by.js'
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

/** Hybrid registrations by each trait of their machine. */
export function hybridNodesByTrait(nodes: readonly ManagedNode[]) {
  return groupBy(
    nodes
      .filter((node) => node.resourceType === 'ManagedInstance' || node.instanceId.startsWith('mi-'))
      .flatMap((node) =>
        [node.sourceId, node.ipAddress, node.computerName?.toLowerCase()]
          .filter((trait) => trait !== undefined && trait !== '')
          .map((trait) => ({ trait, node })),
      ),
    ({ trait }) => trait,
  )
}
