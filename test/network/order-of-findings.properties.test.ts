import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/model/finding.js'
import { runs } from '../support/runs.js'
import { findings } from './ask.js'
import { drawn, draws } from './draw.js'
import { company } from './reference/random-company.js'
import { orders, reordered } from './reference/reorder.js'

const TIMEOUT = { timeout: 600_000 }

const keys = (all: ReadonlyMap<string, Finding>) =>
  Object.fromEntries([...all].map(([key, { status, reason }]) => [key, `${status} ${reason}`]))

describe('the order of every list', () => {
  it('changes no finding about the paths of a host', TIMEOUT, () => {
    fc.assert(
      fc.property(company, orders, draws(1), ({ snapshot, hosts }, order, chosen) => {
        const ids = drawn(hosts, chosen).map((host) => host.instanceId)
        expect(keys(findings(reordered(snapshot, order), ids))).toEqual(keys(findings(snapshot, ids)))
      }),
      runs(60, 5000),
    )
  })
})
