import { shortMessage } from '../aws/errors.js'
import type { Collected, CollectFailure } from '../model/collected.js'
import type { DataStore } from '../model/snapshot-data-stores.js'
import type { Subnet } from '../model/snapshot-network.js'

type Values<T extends Record<string, Promise<Collected<unknown[]>>>> = {
  [K in keyof T]: Extract<Awaited<T[K]>, { outcome: 'ok' }>['value']
}

/**
 * What several lists tell together, of which none is any use alone; why the first of them could not be read, or what an
 * answer lacks.
 * @param laterOn lists of what AWS does not offer in all regions that have the service: there are none of those
 */
export async function joined<T extends Record<string, Promise<Collected<unknown[]>>>>(
  lists: T,
  laterOn: keyof T & string,
  join: (values: Values<T>) => DataStore[],
): Promise<Collected<DataStore[]>> {
  const settled = await Promise.all(Object.entries(lists).map(async ([key, list]) => [key, await list] as const))
  const isOffered = settled.some(([, { outcome }]) => outcome === 'ok')
  const values: Record<string, unknown> = {}
  for (const [key, list] of settled) {
    if (list.outcome === 'ok') values[key] = list.value
    else if (key === laterOn && list.outcome === 'unsupported' && isOffered) values[key] = []
    else return isOffered ? ofOffered(list) : list
  }
  const api = settled[0]?.[1].api ?? ''
  try {
    return { outcome: 'ok', api, value: join(values as Values<T>) }
  } catch (error) {
    return { outcome: 'error', api, message: shortMessage(error) }
  }
}

/** Where other calls of a service are answered, one that is said to be missing does not mean that there is nothing. */
export const ofOffered = (failure: CollectFailure): CollectFailure =>
  failure.outcome === 'unsupported' ? { ...failure, outcome: 'error' } : failure

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
