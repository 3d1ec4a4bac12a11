import fc from 'fast-check'
import type { Snapshot } from '../../../src/model/snapshot.js'

/** Of addresses, blocks and a host's interfaces the first is the primary one. */
const ORDERED = new Set(['privateIpAddresses', 'ipv6Addresses', 'publicIps', 'cidrBlocks', 'networkInterfaces'])

/** How a snapshot's lists are ordered: 0 turns them round, every other number shuffles them in its own way. */
export const orders: fc.Arbitrary<number> = fc.oneof(fc.constant(0), fc.nat())

/** The same facts, listed in another order. */
export function reordered(snapshot: Snapshot, order: number): Snapshot {
  const pick = order === 0 ? (count: number) => count - 1 : shuffling(order)
  const walk = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) {
      const items = value.map((item) => walk(item, ''))
      return ORDERED.has(key) ? items : value.map(() => items.splice(pick(items.length), 1)[0])
    }
    if (typeof value !== 'object' || value === null) return value
    const copy: Record<string, unknown> = {}
    for (const name of Object.keys(value)) copy[name] = walk((value as Record<string, unknown>)[name], name)
    return copy
  }
  return { ...snapshot, regions: snapshot.regions.map((region) => walk(region, '') as typeof region) }
}

/** Says which of so many items comes next (a linear congruential generator; its upper bits are the random ones). */
function shuffling(seed: number): (count: number) => number {
  let state = seed
  return (count) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * count)
  }
}
