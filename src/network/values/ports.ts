import { type Intervals, union } from './intervals.js'

const known = new Map<string, Intervals>()
const canonical = new WeakSet<Intervals>()

/** The one list that stands for a set of ports: equal sets are the same object, so that it serves as a key. */
export function portSet(ports: Intervals): Intervals {
  if (canonical.has(ports)) return ports
  const sorted = union(ports)
  const key = sorted.map(({ start, end }) => `${start} ${end}`).join(' ')
  const before = known.get(key)
  if (before) return before
  known.set(key, sorted)
  canonical.add(sorted)
  return sorted
}

/** Ports `from` to `to`, both included. */
export const ports = (from: number, to = from): Intervals => portSet([{ start: from, end: to + 1 }])

export function portsText(intervals: Intervals): string {
  return intervals
    .map(({ start, end }) => {
      const last = Number(end) - 1
      return Number(start) === last ? String(last) : `${start}–${last}`
    })
    .join(', ')
}
