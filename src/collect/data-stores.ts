import type { Collected } from '../model/collected.js'
import type { DataStore } from '../model/snapshot-data-stores.js'
import type { Subnet } from '../model/snapshot-network.js'

/** Several lists of which none is any use alone: all of them, or why the first of them could not be read. */
export async function allOf<T extends Record<string, Promise<Collected<unknown[]>>>>(
  lists: T,
): Promise<Collected<{ [K in keyof T]: Extract<Awaited<T[K]>, { outcome: 'ok' }>['value'] }>> {
  type Values = { [K in keyof T]: Extract<Awaited<T[K]>, { outcome: 'ok' }>['value'] }
  const settled = await Promise.all(Object.entries(lists).map(async ([key, list]) => [key, await list] as const))
  const values: Record<string, unknown> = {}
  for (const [key, list] of settled) {
    if (list.outcome !== 'ok') return list
    values[key] = list.value
  }
  return { outcome: 'ok', api: settled[0]?.[1].api ?? '', value: values as Values }
}

/** Services that name subnets alone: in which VPC those are. */
export function inVpcs(stores: Collected<DataStore[]>, subnets: Collected<Subnet[]>): Collected<DataStore[]> {
  if (stores.outcome !== 'ok') return stores
  const vpcOf = new Map(subnets.outcome === 'ok' ? subnets.value.map((subnet) => [subnet.subnetId, subnet.vpcId]) : [])
  const value = stores.value.map((store) => {
    const vpcId = store.vpcId ?? store.subnetIds.flatMap((id) => vpcOf.get(id) ?? [])[0]
    return { ...store, ...(vpcId !== undefined && { vpcId }) }
  })
  return { ...stores, value }
}
