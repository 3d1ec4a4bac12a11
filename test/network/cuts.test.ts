import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AddressSet } from '../../src/network/values/addresses.js'
import { Cuts, JoinedCuts } from '../../src/network/values/cuts.js'
import { covers, type Interval, overlaps } from '../../src/network/values/intervals.js'
import { runs } from '../support/runs.js'

const interval = fc
  .tuple(fc.nat(60), fc.integer({ min: 1, max: 20 }))
  .map(([start, size]): Interval => ({ start, end: start + size }))

describe('cuts', () => {
  it('widens addresses to the piece that every block holds whole or not at all, and leaves divided ones alone', () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 8 }), fc.array(interval, { minLength: 1, maxLength: 3 }), (b, r) => {
        const blocks = b.map((block) => ({ family: 4 as const, interval: block }))
        const addresses = AddressSet.of(4, r)
        const cuts = new Cuts(blocks)
        const piece = cuts.around(addresses)
        expect(covers(piece.ranges, addresses.ranges)).toBe(true)
        const whole = { start: addresses.ranges[0]?.start ?? 0, end: addresses.ranges.at(-1)?.end ?? 0 }
        const divided = b.some((block) => overlaps([block], [whole]) && !covers([block], [whole]))
        if (divided) expect(piece).toBe(addresses)
        else
          for (const block of b)
            expect(covers([block], piece.ranges) || !overlaps([block], piece.ranges), JSON.stringify(block)).toBe(true)
        expect(cuts.around(piece)).toBe(piece)
      }),
      runs(200, 20_000),
    )
  })

  it('has one piece of each family where nothing cuts', () => {
    const cuts = new Cuts([])
    expect(cuts.around(AddressSet.of(4, [{ start: 7, end: 8 }])).ranges).toEqual([{ start: 0, end: 2 ** 32 }])
    expect(cuts.around(AddressSet.of(6, [{ start: 7n, end: 8n }])).ranges).toEqual([{ start: 0n, end: 1n << 128n }])
  })

  it('are those of all parts where parts are joined', () => {
    const blocks = fc.array(interval, { maxLength: 6 })
    fc.assert(
      fc.property(
        fc.array(blocks, { maxLength: 4 }),
        fc.array(interval, { minLength: 1, maxLength: 2 }),
        (parts, r) => {
          const cutsOf = (some: readonly Interval[]) =>
            new Cuts(some.map((block) => ({ family: 4 as const, interval: block })))
          const addresses = AddressSet.of(4, r)
          const joined = new JoinedCuts(parts.map(cutsOf)).around(addresses)
          const [whole, all] = [cutsOf(parts.flat()).around(addresses), cutsOf(parts.flat())]
          // Where a cut divides them, the parts that do not may still be wider: no wider than all of them together allow.
          expect(joined === whole || all.around(joined) === whole, JSON.stringify([parts, r])).toBe(true)
          expect(covers(joined.ranges, addresses.ranges)).toBe(true)
        },
      ),
      runs(200, 20_000),
    )
  })
})
