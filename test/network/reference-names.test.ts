import { describe, it } from 'vitest'
import { runs } from '../support/runs.js'
import { toService } from './ask.js'
import { agree, ports } from './reference/agree.js'
import { natPorts } from './reference/random-network.js'
import { randomService } from './reference/random-services.js'
import { simulateService } from './reference/service.js'

const TIMEOUT = { timeout: 600_000 }

describe('the evaluator and a packet-by-packet simulation agree', () => {
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
