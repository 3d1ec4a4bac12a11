import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { runs } from '../support/runs.js'
import { auditUnder } from './audit.js'
import { dishonest } from './honest.js'
import { WIRE_FAULTS } from './wire.js'

/** These go by signed calls, which test/aws/signed-call.test.ts lets fail. */
const SIGNED = /^route53profiles:/

describe('an audit where two APIs fail', () => {
  let truth: Report
  let apis: string[]
  beforeAll(async () => {
    truth = await auditUnder('article', [])
    apis = Object.keys(truth.summary.apiCalls).filter((api) => !SIGNED.test(api))
  })

  it('says nothing better or worse than the truth, and is not complete', async () => {
    const api = fc.nat().map((n) => apis[n % apis.length] ?? '')
    const fault = fc.constantFrom(...WIRE_FAULTS)
    await fc.assert(
      fc.asyncProperty(api, fault, api, fault, async (first, how, second, otherwise) => {
        fc.pre(first !== second)
        const faults = [
          { operation: first, fault: how },
          { operation: second, fault: otherwise },
        ]
        const report = await auditUnder('article', faults)
        expect(dishonest(truth, report)).toEqual([])
        // The second may have been asked only because of what the first would have said.
        expect(report.complete).toBe(false)
      }),
      runs(6, 500),
    )
  })
})
