import { shortMessage } from '../aws/errors.js'
import type { Collected } from '../model/collected.js'
import type { DataStore } from '../model/snapshot-data-stores.js'
import type { Subnet } from '../model/snapshot-network.js'

type Values<T extends Record<string, Promise<Collected<unknown[]>>>> = {
  [K in keyof T]: Extract<Awaited<T[K]>, { outcome: 'ok' }>['value']
}

/**
 * What several lists tell together, of which none is any use alone; why the first of them could not be read, or what an
 * answer lacks.
 */
export async function joined<T extends Record<string, Promise<Collected<unknown[]>>>>(
  lists: T,
  join: (values: Values<T>) => DataStore[],
): Promise<Collected<DataStore[]>> {
  const settled = await Promise.all(Object.entries(lists).map(async ([key, list]) => [key, await list] as const))
  const values: Record<string, unknown> = {}
  for (const [key, list] of settled) {
    if (list.outcome !== 'ok') return list
    values[key] = list.value
  }
  const api = settled[0]?.[1].api ?? ''
  try {
    return { outcome: 'ok', api, value: join(values as Values<T>) }
  } catch (error) {
    return { outcome: 'error', api, message: shortMessage(error) }
  }
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
