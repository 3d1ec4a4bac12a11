import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { pastRuns } from '../../src/report/past-runs.js'
import { reportOfSample } from '../support/sample-report.js'
import { audited, merged } from './support-accounts.js'

const day = (n: number) => new Date(Date.UTC(2026, 8, n, 6)).toISOString()
const first = await reportOfSample('troubled')
const at = (n: number, more: Partial<Report> = {}): Report => ({ ...first, generatedAt: day(n), ...more })

describe('the runs that a report remembers', () => {
  it('are the report before and itself, where that remembered none yet', () => {
    const counted = { complete: first.complete, vpcs: first.summary.vpcs, posture: first.summary.posture }
    expect(pastRuns(at(1), at(2))).toEqual([
      { at: day(1), ...counted },
      { at: day(2), ...counted },
    ])
  })

  it('go on from report to report, ninety at most', () => {
    let report = at(0)
    for (let n = 1; n <= 120; n++) report = at(n, { runs: pastRuns(report, at(n)) })
    expect(report.runs).toHaveLength(90)
    expect([report.runs?.[0]?.at, report.runs?.at(-1)?.at]).toEqual([day(31), day(120)])
  })

  it.each<[string, Partial<Report>]>([
    ['looked at some VPCs', { scope: { ...first.scope, vpcIds: ['vpc-0fff'] } }],
    ['looked at some hosts', { scope: { ...first.scope, hostIds: ['i-0fff'] } }],
    ['looked at other regions', { scope: { ...first.scope, regions: ['us-east-1'] } }],
    ['is of another account', { scope: { ...first.scope, accountId: '999988887777' } }],
  ])('begin anew where the report before %s', (_, more) => {
    expect(pastRuns(at(2, { runs: pastRuns(at(1), at(2)), ...more }), at(3)).map((run) => run.at)).toEqual([day(3)])
  })

  it('begin anew after a report of an older version, which did not count them', () => {
    const { summary, ...older } = at(1)
    expect(pastRuns(older, at(2)).map((run) => run.at)).toEqual([day(2)])
  })

  it('are in a report that has one before it, of one account and of several', async () => {
    const next = await reportOfSample('troubled', {}, { previous: at(1) })
    expect(next.runs?.map((run) => run.at)).toEqual([day(1), next.generatedAt])
    const [before, results] = [merged([audited(first)]), [audited(first)]]
    const several = merged(results, { previous: { ...before, generatedAt: day(1) } })
    expect(several.runs?.map((run) => run.at)).toEqual([day(1), several.generatedAt])
    expect(first.runs).toBeUndefined()
  })
})
