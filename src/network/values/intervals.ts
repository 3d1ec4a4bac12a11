import type { Interval, Point } from '../../model/blocks.js'

export type { Interval, Point } from '../../model/blocks.js'

/** Sorted, disjoint, none of them empty. */
export type Intervals = readonly Interval[]

const lesser = (a: Point, b: Point): Point => (a < b ? a : b)
const greater = (a: Point, b: Point): Point => (a > b ? a : b)

/** The union of intervals in any order. */
export function union(intervals: readonly Interval[]): Intervals {
  if (intervals.length < 2) return intervals
  const sorted = [...intervals].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0))
  const merged: Interval[] = []
  for (const interval of sorted) {
    const last = merged.at(-1)
    if (last && interval.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: greater(last.end, interval.end) }
    else merged.push(interval)
  }
  return merged
}

/** Index of the first interval that ends after `point`, by bisection. */
function firstEndingAfter(intervals: Intervals, point: Point): number {
  let low = 0
  let high = intervals.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((intervals[middle]?.end ?? point) > point) high = middle
    else low = middle + 1
  }
  return low
}

/** What both hold. The cost grows with the shorter list and the overlap. */
export function intersection(a: Intervals, b: Intervals): Intervals {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a]
  const common: Interval[] = []
  for (const interval of few) {
    for (let i = firstEndingAfter(many, interval.start); i < many.length; i++) {
      const other = many[i]
      if (!other || other.start >= interval.end) break
      common.push({ start: greater(interval.start, other.start), end: lesser(interval.end, other.end) })
    }
  }
  return common
}

/** What `a` holds and `b` does not. */
export function difference(a: Intervals, b: Intervals): Intervals {
  const rest: Interval[] = []
  for (const interval of a) {
    let start = interval.start
    for (let i = firstEndingAfter(b, start); i < b.length; i++) {
      const other = b[i]
      if (!other || other.start >= interval.end) break
      if (other.start > start) rest.push({ start, end: other.start })
      start = greater(start, other.end)
    }
    if (start < interval.end) rest.push({ start, end: interval.end })
  }
  return rest
}

export function overlaps(a: Intervals, b: Intervals): boolean {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a]
  return few.some((interval) => {
    const other = many[firstEndingAfter(many, interval.start)]
    return other !== undefined && other.start < interval.end
  })
}

/** True when `a` holds all of `b`. */
export function covers(a: Intervals, b: Intervals): boolean {
  return b.every((interval) => {
    const holder = a[firstEndingAfter(a, interval.start)]
    return holder !== undefined && holder.start <= interval.start && holder.end >= interval.end
  })
}
