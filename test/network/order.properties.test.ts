import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../src/model/snapshot.js'
import type { PathResult } from '../../src/network/values/hops.js'
import { runs } from '../support/runs.js'
import { answer, findings, networkOf, questions } from './ask.js'
import { company } from './reference/random-company.js'

/** Of addresses, blocks and a host's interfaces the first is the primary one. */
const ORDERED = new Set(['privateIpAddresses', 'ipv6Addresses', 'publicIps', 'cidrBlocks', 'networkInterfaces'])

/** The same facts, listed in another order: `pick` says which of the remaining items comes next. */
function reordered(snapshot: Snapshot, pick: (count: number) => number): Snapshot {
  const walk = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) {
      const items = value.map((item) => walk(item, ''))
      if (ORDERED.has(key)) return items
      return value.map(() => items.splice(pick(items.length), 1)[0])
    }
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, own]) => [name, walk(own, name)]))
  }
  return { ...snapshot, regions: snapshot.regions.map((region) => walk(region, '') as typeof region) }
}

const orders = fc.oneof(
  fc.constant((count: number) => count - 1),
  fc.infiniteStream(fc.nat()).map((numbers) => (count: number) => (numbers.next().value ?? 0) % count),
)

/** Where a sentence names several things, their order means nothing. */
const words = (sentence: string) =>
  sentence
    .split(/[\s,;]+/)
    .sort()
    .join(' ')

/** What a path says, in whatever order several interfaces or zones are spoken of. */
const said = ({ verdict, hops }: PathResult) => ({
  verdict,
  hops: hops.map(({ at, kind, outcome, code, why }) => `${at} ${kind} ${outcome} ${code}: ${words(why)}`).sort(),
})

/** `npm run test:properties` tries the larger number. */
const RUNS = runs(60, 300)
const TIMEOUT = { timeout: 600_000 }

describe('the order of every list', () => {
  it('changes neither the verdict of a path nor what its hops say', TIMEOUT, () => {
    fc.assert(
      fc.property(company, orders, (random, order) => {
        const other = reordered(random.snapshot, order)
        const [before, after] = [networkOf(random.snapshot), networkOf(other)]
        for (const question of questions(random))
          expect(said(answer(question, other, after))).toEqual(said(answer(question, random.snapshot, before)))
      }),
      RUNS,
    )
  })

  it('changes no finding about a path', TIMEOUT, () => {
    fc.assert(
      fc.property(company, orders, (random, order) => {
        const before = findings(random.snapshot)
        for (const [key, { status, reason }] of findings(reordered(random.snapshot, order)))
          expect({ key, status, reason }).toEqual({
            key,
            status: before.get(key)?.status,
            reason: before.get(key)?.reason,
          })
      }),
      RUNS,
    )
  })
})
