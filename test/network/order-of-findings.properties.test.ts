import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/model/finding.js'
import { runs } from '../support/runs.js'
import { findings, PATHS } from './ask.js'
import { drawn, draws } from './draw.js'
import { company } from './reference/random-company.js'
import { orders, reordered } from './reference/reorder.js'

const TIMEOUT = { timeout: 600_000 }

const keys = (all: ReadonlyMap<string, Finding>) =>
  Object.fromEntries([...all].map(([key, { status, reason }]) => [key, `${status} ${reason}`]))

describe('the order of every list', () => {
  it('changes no finding about the paths of a host', TIMEOUT, () => {
    fc.assert(
      fc.property(company, orders, draws(1), draws(3), ({ snapshot, hosts }, order, host, some) => {
        const ids = drawn(hosts, host).map(({ instanceId }) => instanceId)
        const checks = drawn(PATHS, some)
        const before = keys(findings(snapshot, ids, checks))
        expect(keys(findings(reordered(snapshot, order), ids, checks))).toEqual(before)
      }),
      runs(60, 5000),
    )
  })
})
