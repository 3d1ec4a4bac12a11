import { type Interval, type Intervals, type Point, union } from './intervals.js'

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

  /** The tag of an interval that overlaps one of `ranges`; the widest-reaching start is looked at last. */
  find(ranges: Intervals): T | undefined {
    for (const range of ranges) {
      for (let i = this.#lastStartingBefore(range.end); i >= 0; i--) {
        const candidate = this.#sorted[i]
        if (!candidate || candidate.reach <= range.start) break
        if (candidate.end > range.start) return candidate.tag
      }
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
