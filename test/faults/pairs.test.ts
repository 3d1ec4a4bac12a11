import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { runs } from '../support/runs.js'
import { auditUnder } from './audit.js'
import { dishonest } from './honest.js'
import { WIRE_FAULTS } from './wire.js'

/** These go by signed calls, which test/aws/signed-call.test.ts lets fail. */
const SIGNED = /^route53profiles:/

const AT_ONCE = 4

describe('an audit where two APIs fail', () => {
  let truth: Report
  let apis: string[]
  beforeAll(async () => {
    truth = await auditUnder('article', [])
    apis = Object.keys(truth.summary.apiCalls).filter((api) => !SIGNED.test(api))
  })

  it('says nothing better or worse than the truth, and is not complete', async () => {
    const api = fc.nat().map((n) => apis[n % apis.length] ?? '')
    const fault = fc.record({ operation: api, fault: fc.constantFrom(...WIRE_FAULTS) })
    const pair = fc.tuple(fault, fault).filter(([first, second]) => first.operation !== second.operation)
    // Most of an audit is waiting for what never comes.
    const atOnce = fc.array(pair, { minLength: AT_ONCE, maxLength: AT_ONCE })
    await fc.assert(
      fc.asyncProperty(atOnce, async (pairs) => {
        const reports = await Promise.all(pairs.map((faults) => auditUnder('article', faults)))
        for (const report of reports) {
          expect(dishonest(truth, report)).toEqual([])
          // The second may have been asked only because of what the first would have said.
          expect(report.complete).toBe(false)
        }
      }),
      runs(2, 500 / AT_ONCE),
    )
  })
})
