import { describe, expect, it } from 'vitest'
import { render } from '../../src/render/junit.js'
import { readJunit } from '../support/formats/junit.js'
import { OPTIONS } from '../support/render-options.js'
import { manyVpcsReport, troubledReport } from '../support/reports.js'

describe('junit', () => {
  const report = troubledReport()
  const suites = readJunit(render(report, OPTIONS))
  const cases = suites.testsuite.flatMap(({ testcase }) => testcase)

  it('has suites per VPC and for the region, of connecting and of the posture, and a case per finding', () => {
    expect(suites.testsuite.map(({ name }) => name)).toEqual([
      'team-001 (vpc-0a001)',
      'team-001 (vpc-0a001): posture',
      'team-002 (vpc-0a002)',
      'team-002 (vpc-0a002): posture',
      'data-prod (vpc-0a003)',
      'data-prod (vpc-0a003): posture',
      'analytics (vpc-0a4)',
      '123456789012 eu-west-1',
    ])
    expect(cases).toHaveLength(report.findings.length)
  })

  it('fails what failed, with the blocking hop in the text', () => {
    const failed = cases.filter(({ failure }) => failure)
    expect(failed.map(({ classname }) => classname)).toEqual(['ssm-ready.database-path', 'ssm-ready.agent-remote-host'])
    expect(failed[0]?.failure?.[0]).toMatchObject({
      type: 'no-route-for-tcp',
      '#text': expect.stringContaining('blocked at sg-0e9'),
    })
  })

  it('skips what could not be seen and what is accepted', () => {
    const skipped = cases.flatMap(({ classname, skipped = [] }) => skipped.map(({ message }) => [classname, message]))
    expect(skipped).toEqual([
      ['ssm-ready.host-keyless', expect.stringContaining('OPS-42')],
      ['ssm-ready.path-ssmmessages', 'ec2:DescribeVpcEndpoints was denied.'],
    ])
  })

  it.each(['failure', 'system-out'] as const)('deviations of the posture are %s in a suite of their own', (as) => {
    const deviating = { ...report, findings: report.findings.map(({ accepted, ...finding }) => finding) }
    const { testsuite } = readJunit(render(deviating, { ...OPTIONS, junitPosture: as }))
    const postures = testsuite.filter(({ name }) => name.endsWith(': posture')).flatMap(({ testcase }) => testcase)
    const keyless = postures.find(
      ({ classname, name }) => classname === 'ssm-ready.host-keyless' && name.includes('i-0b9'),
    )
    expect(keyless?.failure?.length ?? 0).toBe(as === 'failure' ? 1 : 0)
    expect(keyless?.['system-out']?.[0]?.startsWith('deviates: ') ?? false).toBe(as === 'system-out')
    const others = testsuite.filter(({ name }) => !name.endsWith(': posture'))
    expect(others.reduce((sum, { failures }) => sum + failures, 0)).toBe(2)
  })

  it('counts what it shows', () => {
    for (const suite of suites.testsuite) {
      expect(suite.tests).toBe(suite.testcase.length)
      expect(suite.failures).toBe(suite.testcase.filter(({ failure }) => failure).length)
      expect(suite.skipped).toBe(suite.testcase.filter(({ skipped }) => skipped).length)
    }
    expect(suites.tests).toBe(cases.length)
  })

  it('holds many VPCs', () => {
    expect(readJunit(render(manyVpcsReport(60), OPTIONS)).testsuite).toHaveLength(121)
  })
})
