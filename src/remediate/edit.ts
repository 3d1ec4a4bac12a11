import type { Collected } from '../model/collected.js'
import type { RegionSnapshot, Snapshot } from '../model/snapshot.js'

type Lists = {
  [K in keyof RegionSnapshot as RegionSnapshot[K] extends Collected<readonly unknown[]> ? K : never]: RegionSnapshot[K]
}
type Item<K extends keyof Lists> = Lists[K] extends Collected<readonly (infer T)[]> ? T : never

/** A copy with one region's facts changed. */
export function editRegion(
  snapshot: Snapshot,
  region: string,
  edit: (region: RegionSnapshot) => Partial<RegionSnapshot>,
): Snapshot {
  return { ...snapshot, regions: snapshot.regions.map((r) => (r.region === region ? { ...r, ...edit(r) } : r)) }
}

/** A copy with the items of one list changed; a list that could not be read stays so. */
export function editItems<K extends keyof Lists>(
  snapshot: Snapshot,
  region: string,
  list: K,
  edit: (item: Item<K>) => Item<K>,
): Snapshot {
  return editRegion(snapshot, region, (r) => ({
    [list]: mapped(r[list] as Collected<Item<K>[]>, (all) => all.map(edit)),
  }))
}

/** A copy with one more item. */
export function addItem<K extends keyof Lists>(snapshot: Snapshot, region: string, list: K, item: Item<K>): Snapshot {
  return editRegion(snapshot, region, (r) => ({
    [list]: mapped(r[list] as Collected<Item<K>[]>, (all) => [...all, item]),
  }))
}

/** An item of one list that was read; `undefined` otherwise. */
export function findItem<K extends keyof Lists>(
  snapshot: Snapshot,
  region: string,
  list: K,
  is: (item: Item<K>) => boolean,
): Item<K> | undefined {
  const found = snapshot.regions.find((r) => r.region === region)?.[list] as Collected<Item<K>[]> | undefined
  return found?.outcome === 'ok' ? found.value.find(is) : undefined
}

export function mapped<T, U>(list: Collected<T>, change: (value: T) => U): Collected<U> {
  return list.outcome === 'ok' ? { ...list, value: change(list.value) } : list
}
