import { describe, expect, it } from 'vitest'
import { runAudit, snapshotOf } from '../../src/app/audit.js'
import { openSampleAccount } from '../../src/app/sample-account.js'
import { DEFAULT_CONFIG } from '../../src/model/config.js'
import type { SampleName } from '../../src/model/samples.js'
import { LATER_IDS } from '../support/known-checks.js'

async function verdictsOf(name: SampleName) {
  const account = await openSampleAccount(name, [])
  const takeSnapshot = snapshotOf(account, DEFAULT_CONFIG)
  const { report } = await runAudit(
    { excludeChecks: LATER_IDS },
    { config: DEFAULT_CONFIG, takeSnapshot, now: account.now },
  )
  expect(report).toMatchObject({ complete: true, gaps: [] })
  return report.vpcs.map((vpc) => `${vpc.name} ${vpc.verdict}${vpc.posture === undefined ? '' : ` ${vpc.posture}`}`)
}

describe('the report on a sample', () => {
  it('finds article as it should be', async () => {
    expect(await verdictsOf('article')).toEqual(['jump-vpc READY COMPLIANT'])
  })

  it('finds in troubled what each VPC teaches', async () => {
    expect(await verdictsOf('troubled')).toEqual([
      'orders READY COMPLIANT',
      'billing READY DEVIATING',
      'data DEGRADED COMPLIANT',
      'payments BLOCKED COMPLIANT',
      'legacy BLOCKED COMPLIANT',
      'reporting BLOCKED COMPLIANT',
      'staging BLOCKED DEVIATING',
      'analytics UNKNOWN DEVIATING',
      'archive BLOCKED COMPLIANT',
      'unused NOT_APPLICABLE',
    ])
  })
})
