import { difference, type Interval, type Intervals, overlaps, type Point, union } from './intervals.js'

interface Tagged<T> extends Interval {
  readonly tag: T
  /** The greatest end up to here, in the order of starts. */
  readonly reach: Point
}

/** Which of many overlapping intervals hold a point: sorted once, each question costs a bisection and what it finds. */
export class StabIndex<T> {
  readonly #sorted: Tagged<T>[] = []
  /** Everything that any of them holds. */
  readonly all: Intervals

  constructor(intervals: readonly (Interval & { tag: T })[]) {
    this.all = union(intervals)
    let reach: Point | undefined
    for (const interval of [...intervals].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0))) {
      reach = reach === undefined || interval.end > reach ? interval.end : reach
      this.#sorted.push({ start: interval.start, end: interval.end, tag: interval.tag, reach })
    }
  }

  /** The interval that overlaps a range and starts last of those that do. */
  find(range: Interval): (Interval & { tag: T }) | undefined {
    for (let i = this.#lastStartingBefore(range.end); i >= 0; i--) {
      const candidate = this.#sorted[i]
      if (!candidate || candidate.reach <= range.start) break
      if (candidate.end > range.start) return candidate
    }
    return undefined
  }

  #lastStartingBefore(point: Point): number {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#sorted[middle]?.start ?? point) < point) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}

/**
 * Several indexes, asked as one and none of them copied: thousands of addresses that many have in common are indexed once
 * for all of them. `shared`: what stands for every interval of such an index.
 */
export class JoinedIndex<T> {
  constructor(
    readonly own: StabIndex<T>,
    readonly shared: readonly { index: StabIndex<unknown>; tag: T }[],
  ) {}

  /** True when all of them together hold all of the ranges. */
  covers(ranges: Intervals): boolean {
    const rest = difference(ranges, this.own.all)
    return this.shared.reduce((left, { index }) => difference(left, index.all), rest).length === 0
  }

  overlaps(ranges: Intervals): boolean {
    return overlaps(this.own.all, ranges) || this.shared.some(({ index }) => overlaps(index.all, ranges))
  }

  /** The tag of an interval that overlaps one of the ranges: the first of these, and there the interval that starts last. */
  find(ranges: Intervals): T | undefined {
    for (const range of ranges) {
      let best: { start: Point; tag: T } | undefined = this.own.find(range)
      for (const { index, tag } of this.shared) {
        const found = index.find(range)
        if (found && (!best || found.start > best.start)) best = { start: found.start, tag }
      }
      if (best) return best.tag
    }
    return undefined
  }
}
