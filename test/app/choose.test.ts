import { describe, expect, it } from 'vitest'
import { choose } from '../../src/app/index.js'
import { indexReport } from '../../src/render/report-index.js'
import { reportOfSample } from '../support/sample-report.js'

describe('the host to connect through', async () => {
  const report = await reportOfSample('troubled')
  const index = indexReport(report)

  it.each(report.databases.filter((database) => index.tunnelsTo(database).length > 0).map((d) => [d.databaseId, d]))(
    'to %s is the one whose command the report prints',
    (databaseId, database) => {
      expect(choose(report, databaseId).host.instanceId).toBe(index.tunnelsTo(database)[0]?.hostId)
    },
  )

  it('suggests the name that was meant', () => {
    expect(() => choose(report, 'orders-bd')).toThrow('No database or host "orders-bd" (did you mean orders-db?)')
    expect(() => choose(report, 'orders-jmp-a')).toThrow('did you mean orders-jump-a?')
  })
})
