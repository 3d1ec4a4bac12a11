import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { type Earlier, withSince } from '../../src/report/since.js'
import { reportOfSample } from '../support/sample-report.js'

const FIRST = '2026-11-20T06:00:00.000Z'
const YESTERDAY = '2026-11-23T06:00:00.000Z'
const NOW = '2026-11-24T06:00:00.000Z'

const report = await reportOfSample('troubled')
const [problem] = report.problems.filter(({ vpcId }) => vpcId !== undefined)
if (problem === undefined) throw new Error('troubled has no problem in a VPC')
const at = (generatedAt: string, more: Partial<Report> = {}): Report => ({ ...report, generatedAt, ...more })
const sinceAfter = (previous: Earlier, accountId = report.scope.accountId) =>
  withSince([problem], previous, NOW, accountId)[0]?.since

describe('since', () => {
  it('is the time of the report before that had the problem', () => {
    expect(sinceAfter(at(YESTERDAY))).toBe(YESTERDAY)
  })

  it('goes on from report to report', () => {
    expect(
      sinceAfter(at(YESTERDAY, { problems: withSince(report.problems, at(FIRST), YESTERDAY, '222233334444') })),
    ).toBe(FIRST)
  })

  it('is now for a problem that the report before looked for in vain: a row that broke begins again', () => {
    expect(sinceAfter(at(YESTERDAY, { problems: [] }))).toBe(NOW)
  })

  it.each<[string, Partial<Earlier>]>([
    ['looked at other VPCs', { scope: { ...report.scope, vpcIds: ['vpc-0fff'] } }],
    ['looked at other hosts', { scope: { ...report.scope, hostIds: ['i-0fff'] } }],
    ['looked at other regions', { scope: { ...report.scope, regions: ['us-east-1'] } }],
    ['left the check out', { findings: [] }],
    [
      'could not tell',
      {
        findings: report.findings.map((f) =>
          f.checkId === problem.checkId ? { ...f, status: 'unknown' as const } : f,
        ),
      },
    ],
  ])('is unknown where the report before %s', (_, more) => {
    expect(sinceAfter({ ...at(YESTERDAY, { problems: [] }), ...more })).toBeUndefined()
  })

  it('is unknown where the report before knew no problems yet, or is of another account', () => {
    const { problems, ...older } = at(YESTERDAY)
    expect(sinceAfter(older)).toBeUndefined()
    expect(sinceAfter(at(YESTERDAY), '999988887777')).toBeUndefined()
  })
})
