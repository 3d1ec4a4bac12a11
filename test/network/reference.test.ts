import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLIENT_PORTS, natPorts, PORT, type RandomNetwork, randomNetwork } from './reference/random-network.js'
import { simulate } from './reference/simulate.js'
import { evaluated } from './support.js'

const RUNS = 20_000

function simulated({ snapshot, from, to }: RandomNetwork, ports: number[]): Set<string> {
  const connection = { from, to, port: PORT, clientPorts: CLIENT_PORTS, natPorts: ports }
  return new Set([0, 1].map((choice) => simulate(snapshot, { ...connection, choice })))
}

describe('the evaluator and a packet-by-packet simulation', () => {
  it(`agree on ${RUNS} random networks`, { timeout: 300_000 }, () => {
    const seen = { all: 0, some: 0, none: 0, unknown: 0 }
    fc.assert(
      fc.property(randomNetwork, (random) => {
        const { word, hops } = evaluated(random)
        seen[word]++
        const truths = simulated(random, natPorts(random))
        const listing = hops.map((h) => `${h.kind} ${h.at} ${h.outcome} ${h.code} (${h.rule})`).join('; ')
        const explanation = `evaluated ${word}, simulated ${[...truths].join(' or ')}: ${listing}`
        if (word === 'unknown') expect(truths.size > 1 || truths.has('opaque'), explanation).toBe(true)
        else if (word === 'none')
          expect(
            [...truths].every((t) => t === 'none' || t === 'opaque'),
            explanation,
          ).toBe(true)
        else expect([...truths], explanation).toEqual([word])
      }),
      { numRuns: RUNS },
    )
    // A generator that only ever makes blocked networks would prove nothing.
    for (const word of ['all', 'some', 'none', 'unknown'] as const) expect(seen[word], word).toBeGreaterThan(RUNS / 200)
  })
})
