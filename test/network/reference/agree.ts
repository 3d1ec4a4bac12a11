import fc from 'fast-check'
import { expect } from 'vitest'
import type { PathResult } from '../../../src/network/values/hops.js'
import { runs } from '../../support/runs.js'
import { wordOf } from '../ask.js'
import { compare } from './compare.js'
import { CLIENT_PORTS, PORT } from './shape.js'
import type { Share } from './simulate.js'

export const ports = { port: PORT, clientPorts: CLIENT_PORTS }

interface Asked {
  result: PathResult
  /** Every answer that is possible. */
  truths: Set<Share>
}

/**
 * Tries random networks: nothing may be claimed that is not so. What is unknown although it can be decided is counted: at
 * most `undecided` of a hundred.
 */
export function agree<T>(
  networks: fc.Arbitrary<T>,
  ask: (network: T) => Asked,
  numRuns: number,
  undecided: number,
): void {
  const seen = { all: 0, some: 0, none: 0, unknown: 0 }
  const missed = new Map<string, number>()
  fc.assert(
    fc.property(networks, (network) => {
      const { result, truths } = ask(network)
      const word = wordOf(result)
      seen[word]++
      const judgement = compare(word, truths, result.hops)
      if (judgement.kind === 'undecided') missed.set(judgement.name, (missed.get(judgement.name) ?? 0) + 1)
      if (judgement.kind !== 'wrong') return
      const listing = result.hops.map((h) => `${h.kind} ${h.at} ${h.outcome} ${h.code} (${h.rule ?? ''})`)
      expect.fail([judgement.name, ...listing].join('\n'))
    }),
    { numRuns, seed: runs(1, 1).seed },
  )
  // A generator that only ever makes blocked networks would prove nothing.
  for (const word of ['all', 'some', 'none', 'unknown'] as const) expect(seen[word], word).toBeGreaterThan(0)
  const classes = [...missed].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${count} × ${name}`)
  const share = [...missed.values()].reduce((sum, count) => sum + count, 0) / numRuns
  expect(share, `unknown although it can be decided:\n${classes.join('\n')}`).toBeLessThan(undecided / 100)
}
