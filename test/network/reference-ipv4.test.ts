import { describe, it } from 'vitest'
import { runs } from '../support/runs.js'
import { dial } from './ask.js'
import { agree, ports } from './reference/agree.js'
import { natPorts, randomNetwork } from './reference/random-network.js'
import { simulate } from './reference/simulate.js'

const TIMEOUT = { timeout: 600_000 }

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
})
