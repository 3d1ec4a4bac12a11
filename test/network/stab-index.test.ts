import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { covers, type Interval, overlaps, union } from '../../src/network/values/intervals.js'
import { JoinedIndex, StabIndex } from '../../src/network/values/stab-index.js'
import { runs } from '../support/runs.js'

const interval = fc
  .tuple(fc.nat(60), fc.integer({ min: 1, max: 20 }))
  .map(([start, size]): Interval => ({ start, end: start + size }))
const intervals = fc.array(interval, { maxLength: 6 })

describe('indexes that are asked as one', () => {
  it('hold what all of them hold, and find an interval that starts last of those that overlap', () => {
    fc.assert(
      fc.property(intervals, fc.array(intervals, { maxLength: 3 }), intervals, (own, lists, asked) => {
        const ranges = union(asked)
        const tagged = [own, ...lists].flatMap((some, part) => some.map((each) => ({ ...each, part })))
        const all = union(tagged)
        const joined = new JoinedIndex(
          new StabIndex(own.map((each) => ({ ...each, tag: 0 }))),
          lists.map((list, i) => ({ index: new StabIndex(list.map((each) => ({ ...each, tag: '' }))), tag: i + 1 })),
        )
        expect(joined.covers(ranges)).toBe(covers(all, ranges))
        expect(joined.overlaps(ranges)).toBe(overlaps(all, ranges))
        const first = ranges.find((range) => overlaps(all, [range]))
        const meeting = tagged.filter((each) => first && overlaps([each], [first]))
        const last = Math.max(...meeting.map(({ start }) => Number(start)))
        const possible = meeting.filter(({ start }) => start === last).map(({ part }) => part)
        const found = joined.find(ranges)
        if (possible.length === 0) expect(found).toBeUndefined()
        else expect(possible).toContain(found)
      }),
      runs(300, 20_000),
    )
  })
})
