import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PathResult } from '../../src/network/values/hops.js'
import { runs } from '../support/runs.js'
import { dial, toService, wordOf } from './ask.js'
import { compare } from './reference/compare.js'
import { ipv6Twin } from './reference/ipv6.js'
import { natPorts, randomNetwork } from './reference/random-network.js'
import { randomService } from './reference/random-services.js'
import { simulateService } from './reference/service.js'
import { CLIENT_PORTS, PORT } from './reference/shape.js'
import { type Share, simulate } from './reference/simulate.js'

const TIMEOUT = { timeout: 600_000 }

interface Asked {
  result: PathResult
  /** Every answer that is possible. */
  truths: Set<Share>
}

/**
 * Tries random networks: nothing may be claimed that is not so. What is unknown although it can be decided is counted: at
 * most `undecided` of a hundred.
 */
function agree<T>(networks: fc.Arbitrary<T>, ask: (network: T) => Asked, numRuns: number, undecided: number): void {
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

const ports = { port: PORT, clientPorts: CLIENT_PORTS }

describe('the evaluator and a packet-by-packet simulation agree', () => {
  it('on random IPv4 networks', TIMEOUT, () => {
    const { numRuns } = runs(800, 5000)
    agree(
      randomNetwork,
      ({ snapshot, from, to }) => ({
        result: dial(snapshot, from, to),
        truths: simulate(snapshot, { from, to, ...ports, natPorts: natPorts({ snapshot }) }),
      }),
      numRuns,
      2,
    )
  })

  it('on random IPv6 networks, dual-stack or IPv6 alone', TIMEOUT, () => {
    const { numRuns } = runs(800, 5000)
    const twins = fc.tuple(randomNetwork, fc.boolean()).map(([random, dualStack]) => ipv6Twin(random, dualStack))
    agree(
      twins,
      ({ snapshot, from, to }) => ({
        result: dial(snapshot, from, to),
        truths: simulate(snapshot, { from, to, ...ports, natPorts: [1024] }),
      }),
      numRuns,
      2,
    )
  })

  it('on names of services: zones, rules, private DNS, endpoints here and in a hub', TIMEOUT, () => {
    const { numRuns } = runs(300, 5000)
    agree(
      randomService,
      ({ snapshot, from, instanceId, service }) => ({
        result: toService(snapshot, instanceId, service),
        truths: simulateService(snapshot, service, { from, ...ports, natPorts: natPorts({ snapshot }) }),
      }),
      numRuns,
      6,
    )
  })
})
