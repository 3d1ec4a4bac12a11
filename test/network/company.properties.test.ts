import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../support/runs.js'
import { findings } from './ask.js'
import { drawn, draws } from './draw.js'
import { company } from './reference/random-company.js'

const TIMEOUT = { timeout: 600_000 }

describe('the company of another host', () => {
  it('changes no finding of a host audited alone', TIMEOUT, () => {
    fc.assert(
      fc.property(company, draws(2), ({ snapshot, hosts }, chosen) => {
        const ids = drawn(hosts, chosen).map((host) => host.instanceId)
        const [id = ''] = ids
        // Two hosts are all that there are, or all that is asked for.
        const together = findings(snapshot, hosts.length > 2 ? ids : undefined)
        const alone = [...findings(snapshot, [id])].filter(([, { subject }]) => subject.id.startsWith(id))
        expect(alone).toEqual(alone.map(([key]) => [key, together.get(key)]))
      }),
      runs(60, 5000),
    )
  })
})
