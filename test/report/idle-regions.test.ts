import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/model/finding.js'
import { auditOf, hostFinding, reportOf } from './support.js'

const accountId = '123456789012'
const ofRegion = (status: Finding['status'], parts: Partial<Finding> = {}) =>
  hostFinding('session-kms', status, {
    subject: { kind: 'region', id: 'eu-west-1', region: 'eu-west-1', accountId },
    message: 'Sessions are not encrypted.',
    remedy: { text: 'Encrypt them.' },
    ...parts,
  })
const withoutHosts = (finding: Finding) =>
  reportOf(
    auditOf([{ at: 'regions.eu-west-1.instances', set: { outcome: 'ok', api: 'ec2:DescribeInstances', value: [] } }]),
    { findings: [finding] },
  )

describe('what is amiss with a region', () => {
  it.each(['fail', 'warn'] as const)('%s: bears on nothing where no host is', (status) => {
    const { findings, summary } = withoutHosts(ofRegion(status))
    expect(findings).toEqual([
      expect.objectContaining({
        status: 'skip',
        reason: 'no-hosts',
        message: 'No jump host is looked at in eu-west-1 that it would bear on. Sessions are not encrypted.',
      }),
    ])
    expect(findings[0]).not.toHaveProperty('remedy')
    expect(summary.findings).toEqual({ pass: 0, warn: 0, fail: 0, unknown: 0, skip: 1 })
  })

  it('stays as it is where hosts are, where it could not be read, and where hosts could not be', () => {
    expect(reportOf(auditOf(), { findings: [ofRegion('fail')] }).summary.findings.fail).toBe(1)
    expect(withoutHosts(ofRegion('unknown')).summary.findings.unknown).toBe(1)
    const unread = auditOf([{ at: 'regions.eu-west-1.instances', failed: 'denied' }])
    expect(reportOf(unread, { findings: [ofRegion('fail')] }).summary.findings.fail).toBe(1)
  })
})
