import { describe, expect, it } from 'vitest'
import { render } from '../../src/render/csv.js'
import { parseCsv } from '../support/csv.js'
import { OPTIONS } from '../support/render-options.js'
import { hostileReport, troubledReport } from '../support/reports.js'

const table = (text: string) => {
  const [head = [], ...rows] = parseCsv(text)
  return rows.map((row) => Object.fromEntries(head.map((name, column) => [name, row[column]])))
}

describe('csv', () => {
  it('has one row per finding', () => {
    const report = troubledReport()
    const rows = table(render(report, OPTIONS))
    expect(rows.map(({ check, subject, status }) => [check, subject, status])).toEqual(
      report.findings.map(({ checkId, subject, status }) => [checkId, subject.id, status]),
    )
  })

  it('names the blocking hop, the fix and the acceptance', () => {
    const rows = table(render(troubledReport(), OPTIONS))
    expect(rows.find(({ check, status }) => check === 'database-path' && status === 'fail')).toMatchObject({
      vpc: 'vpc-0a002',
      reason: 'no-route-for-tcp',
      blocks: 'tunnel',
      blockingHop: 'sg-0e9',
      remedy: 'Let sg-0h1 in on tcp/5432.',
    })
    expect(rows.find(({ accepted }) => accepted !== '')).toMatchObject({
      check: 'host-keyless',
      acceptedUntil: '2027-03-31',
    })
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1'])('takes the force out of %j', (text) => {
    for (const row of table(render(hostileReport(text), OPTIONS))) {
      expect(row['subjectName']).toMatch(/^'/)
    }
  })
})
