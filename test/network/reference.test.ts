import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate, type Flow, hasWarning, type Party, partyOfInterface } from '../../src/network/index.js'
import { createNetwork } from '../../src/network/network.js'
import {
  CLIENT_PORTS,
  natPorts,
  PORT,
  PUBLIC_ADDRESS,
  type RandomNetwork,
  randomNetwork,
} from './reference/random-network.js'
import { simulate } from './reference/simulate.js'

const RUNS = 20_000

type Word = 'all' | 'some' | 'none' | 'unknown'

/** What the evaluator says, in the reference's words. */
function evaluated({ snapshot, from, to }: RandomNetwork) {
  const network = createNetwork(snapshot)
  const source = party(network.networkInterface(from))
  const server = party(network.networkInterface('eni-server'))
  const outside: Party = {
    label: to,
    addresses: { family: 4, ranges: [{ start: 0x34010203, end: 0x34010204 }], text: to },
    spread: 'one-of',
    groups: 'none',
  }
  const flow: Flow = {
    source,
    destination: to === PUBLIC_ADDRESS ? outside : server,
    port: PORT,
    ephemeral: [{ start: CLIENT_PORTS[0] ?? 0, end: (CLIENT_PORTS.at(-1) ?? 0) + 1 }],
  }
  const result = evaluate(flow, network)
  const word: Word =
    result.verdict === 'blocked'
      ? 'none'
      : result.verdict === 'unknown'
        ? 'unknown'
        : hasWarning(result)
          ? 'some'
          : 'all'
  return { word, hops: result.hops }
}

function party(lookup: ReturnType<ReturnType<typeof createNetwork>['networkInterface']>): Party {
  const found = lookup.found ? partyOfInterface(lookup.value) : undefined
  if (!found) throw new Error('no interface')
  return found
}

function simulated(random: RandomNetwork): Set<string> {
  const fates = [0, 1].map((choice) =>
    simulate(random.snapshot, {
      from: random.from,
      to: random.to,
      port: PORT,
      clientPorts: CLIENT_PORTS,
      natPorts: natPorts(random),
      choice,
    }),
  )
  return new Set(fates)
}

describe('the evaluator and a packet-by-packet simulation', () => {
  it(`agree on ${RUNS} random networks`, { timeout: 170_000 }, () => {
    const seen = { all: 0, some: 0, none: 0, unknown: 0 }
    fc.assert(
      fc.property(randomNetwork, (random) => {
        const { word, hops } = evaluated(random)
        seen[word]++
        const truths = simulated(random)
        const explanation = `evaluated ${word}, simulated ${[...truths].join(' or ')}: ${hops.map((h) => `${h.kind} ${h.at} ${h.outcome} ${h.code} (${h.rule})`).join('; ')}`
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
