import { beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { MANY } from '../support/runs.js'
import { auditUnder, type FaultySample } from './audit.js'
import { dishonest } from './honest.js'
import { HARMLESS, PAGE_FAULTS } from './pages.js'

/** These go by signed calls, whose pages test/collect/dns-profiles.test.ts has. */
const SIGNED = /^route53profiles:/

/** What AWS answers in one piece, or one thing at a time. */
const WHOLE = [
  ...['ec2:DescribeVpcAttribute', 'ec2:DescribeVpcBlockPublicAccessOptions', 'es:ListDomainNames', 'kms:DescribeKey'],
  ...['iam:GetInstanceProfile', 'iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:GetRole', 'kms:GetKeyPolicy'],
  ...['ssm:DescribeDocument', 'ssm:GetConnectionStatus', 'ssm:GetDocument', 'ssm:GetServiceSetting'],
]

/** `SSM_READY_MANY_RUNS`: every API in every way; else each API in one way, and each way with several. */
describe('an audit where the pages of one list are amiss', () => {
  const truths = new Map<FaultySample, Report>()
  const cases: [FaultySample, string][] = []
  beforeAll(async () => {
    for (const sample of ['article', 'troubled'] as const) truths.set(sample, await auditUnder(sample, []))
    const seen = new Set<string>()
    for (const [sample, { summary }] of truths)
      for (const api of Object.keys(summary.apiCalls))
        if (!seen.has(api) && !SIGNED.test(api) && !WHOLE.includes(api)) {
          seen.add(api)
          cases.push([sample, api])
        }
  })

  it.each(PAGE_FAULTS.map((fault, turn) => [fault, turn] as const))('%s', async (fault, turn) => {
    const tried = cases.filter((_, i) => MANY || i % (2 * PAGE_FAULTS.length) === turn)
    expect(tried.length).toBeGreaterThan(3)
    const lies: string[] = []
    for (const [sample, operation] of tried) {
      const truth = truths.get(sample)
      const report = await auditUnder(sample, [], [{ operation, fault }])
      if (truth) lies.push(...dishonest(truth, report).map((lie) => `${operation}: ${lie}`))
      const gaps = report.gaps.map(({ api }) => api).join()
      const isRight = HARMLESS.includes(fault) ? report.complete : !report.complete && gaps.includes(operation)
      if (!isRight) lies.push(`${operation}: gaps are ${gaps || 'none'}`)
    }
    expect(lies).toEqual([])
  })
})
