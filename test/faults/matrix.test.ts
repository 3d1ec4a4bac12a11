import { beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { MANY } from '../support/runs.js'
import { auditUnder, type FaultySample } from './audit.js'
import { dishonest } from './honest.js'
import { WIRE_FAULTS } from './wire.js'

/** These go by signed calls, which test/aws/signed-call.test.ts lets fail. */
const SIGNED = /^route53profiles:/

const apisOf = (report: Report) => Object.keys(report.summary.apiCalls).filter((api) => !SIGNED.test(api))

/** `SSM_READY_MANY_RUNS`: every API in every way; else each API in one way, and each way with several. */
describe('an audit where one API fails: a gap that names it, and nothing better or worse than the truth', () => {
  const truths = new Map<FaultySample, Report>()
  const cases: [FaultySample, string][] = []
  beforeAll(async () => {
    for (const sample of ['article', 'troubled'] as const) truths.set(sample, await auditUnder(sample, []))
    const [article, troubled] = [...truths.values()].map(apisOf)
    cases.push(...(article ?? []).map((api): [FaultySample, string] => ['article', api]))
    const others = (troubled ?? []).filter((api) => !article?.includes(api))
    cases.push(...others.map((api): [FaultySample, string] => ['troubled', api]))
  })

  it.each(WIRE_FAULTS.map((fault, turn) => [fault, turn] as const))('%s', async (fault, turn) => {
    const tried = cases.filter((_, i) => MANY || i % WIRE_FAULTS.length === turn)
    expect(tried.length).toBeGreaterThan(3)
    const lies: string[] = []
    for (const [sample, operation] of tried) {
      const truth = truths.get(sample)
      const report = await auditUnder(sample, [{ operation, fault }])
      if (truth) lies.push(...dishonest(truth, report).map((lie) => `${operation}: ${lie}`))
      const gaps = report.gaps.map(({ api }) => api)
      if (report.complete || !gaps.includes(operation)) lies.push(`${operation}: no gap, but ${gaps.join() || 'none'}`)
    }
    expect(lies).toEqual([])
  })
})
