import fc from 'fast-check'
import { describe, it } from 'vitest'
import { runs } from '../support/runs.js'
import { dial } from './ask.js'
import { agree, ports } from './reference/agree.js'
import { ipv6Twin } from './reference/ipv6.js'
import { randomNetwork } from './reference/random-network.js'
import { simulate } from './reference/simulate.js'

const TIMEOUT = { timeout: 600_000 }

describe('the evaluator and a packet-by-packet simulation agree', () => {
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
})
