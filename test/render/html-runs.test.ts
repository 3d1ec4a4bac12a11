import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { render } from '../../src/render/html.js'
import { OPTIONS } from '../support/render-options.js'
import { smallReport } from '../support/reports.js'

const pageOf = (report: Report) => render(report, OPTIONS).replace(/<style>[\s\S]*?<\/style>/, '')

describe('the runs of the last weeks', () => {
  const report = smallReport()
  const run = (at: string, READY: number, BLOCKED: number, complete = true) => ({
    ...{ at, complete, posture: { COMPLIANT: READY, DEVIATING: BLOCKED, UNKNOWN: 0 } },
    vpcs: { READY, DEGRADED: 0, BLOCKED, UNKNOWN: 0, NOT_APPLICABLE: 3 },
  })
  const runs = [run('2026-11-22T06:00:00.000Z', 3, 1, false), run('2026-11-23T06:00:00.000Z', 4, 0)]
  const page = pageOf({ ...report, runs })

  it('are a bar each, as high as the share of each verdict, and said in words', () => {
    expect(page).toContain('VPCs in the last 2 runs, 2026-11-22 06:00 UTC to 2026-11-23 06:00 UTC')
    expect(page).toContain('aria-label="At first 3 READY, 1 BLOCKED; now 4 READY"')
    expect(page).toContain('aria-label="At first 3 COMPLIANT, 1 DEVIATING; now 4 COMPLIANT"')
    expect(page).toContain('<title>2026-11-22 06:00 UTC: 3 READY, 1 BLOCKED, incomplete</title>')
    expect(page).toContain('<rect class="is-READY" x="0" y="6" width="6" height="18"/>')
    expect(page).toContain('<rect class="is-BLOCKED" x="0" y="0" width="6" height="6"/>')
    expect(page).toContain('<rect class="is-READY" x="7" y="0" width="6" height="24"/>')
    expect(page).toContain('<a href="#runs">Over time</a>')
  })

  it('are not there for one run, and no height is divided by nothing', () => {
    expect(pageOf({ ...report, runs: runs.slice(0, 1) })).not.toContain('id="runs"')
    expect(pageOf(report)).not.toContain('id="runs"')
    const empty = pageOf({ ...report, runs: [run('2026-11-22T06:00:00.000Z', 0, 0), ...runs] })
    expect(empty).not.toContain('NaN')
    expect(empty).toContain('At first none; now 4 READY')
  })
})
