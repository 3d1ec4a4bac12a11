import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { render, renderParts } from '../../src/render/asff.js'
import { readAsff } from '../support/formats/asff.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { OPTIONS } from '../support/render-options.js'
import { hostileReport, manyVpcsReport, smallReport, troubledReport } from '../support/reports.js'

const read = (report: Report) => readAsff(render(report, OPTIONS))

/** Every finding of many VPCs failed, half of them in another region. */
function manyFailed(vpcs: number): Report {
  const report = manyVpcsReport(vpcs)
  const findings = report.findings.map((finding, index): Report['findings'][number] => ({
    ...finding,
    status: 'fail',
    subject: { ...finding.subject, region: index % 2 === 0 ? 'eu-west-1' : 'eu-central-1' },
  }))
  return { ...report, findings }
}

describe('asff', () => {
  it.each([
    ['small', smallReport()],
    ['troubled', troubledReport()],
    ['hostile', hostileReport(HOSTILE_TEXTS.join(' '))],
    ['of many VPCs', manyVpcsReport(30)],
  ])('keeps the limits of Security Hub for a report that is %s', (_, report) => {
    const shown = report.findings.filter(({ status }) => status !== 'pass' && status !== 'skip')
    expect(read(report)).toHaveLength(shown.length)
  })

  const shown = read(troubledReport())
  const of = (check: string, status: string) =>
    shown.find(({ GeneratorId, Compliance }) => GeneratorId === `ssm-ready/${check}` && Compliance.Status === status)

  it('says how bad it is by what it blocks', () => {
    expect(of('database-path', 'FAILED')?.Severity.Label).toBe('HIGH')
    expect(of('path-logs', 'WARNING')?.Severity.Label).toBe('LOW')
    expect(of('path-ssmmessages', 'NOT_AVAILABLE')?.Severity.Label).toBe('INFORMATIONAL')
    expect(of('host-keyless', 'FAILED')).toMatchObject({
      Workflow: { Status: 'SUPPRESSED' },
      Note: { Text: expect.stringContaining('OPS-42') },
    })
  })

  it('names the resources of a tunnel by ARN', () => {
    expect(of('database-path', 'FAILED')?.Resources).toMatchObject([
      { Type: 'AwsEc2Instance', Id: 'arn:aws:ec2:eu-west-1:123456789012:instance/i-0b002' },
      { Type: 'AwsRdsDbInstance', Id: 'arn:aws:rds:eu-west-1:123456789012:db:orders-002' },
    ])
  })

  it('builds ARNs of the partition', () => {
    const report = troubledReport()
    const china = read({ ...report, scope: { ...report.scope, partition: 'aws-cn' } })
    const arns = china.flatMap(({ ProductArn, Resources }) => [ProductArn, ...Resources.map(({ Id }) => Id)])
    expect(arns.filter((arn) => arn.startsWith('arn:'))).not.toHaveLength(0)
    expect(arns.filter((arn) => arn.startsWith('arn:aws:'))).toEqual([])
  })

  it('gives a finding the same id whatever it says, and no two the same', () => {
    const ids = (report: Report) => read(report).map(({ Id }) => Id)
    expect(ids(hostileReport('other words'))).toEqual(ids(troubledReport()))
    const all = ids(manyFailed(30))
    expect(new Set(all).size).toBe(all.length)
  })

  it('comes in files that BatchImportFindings takes: a hundred findings of one region at most, all of them once', () => {
    const report = manyFailed(30)
    const parts = renderParts(report).map((part) => readAsff(part))
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(100)
      expect(new Set(part.map(({ Region }) => Region)).size).toBe(1)
    }
    const ids = (findings: ReturnType<typeof readAsff>) => findings.map(({ Id }) => Id).sort()
    expect(ids(parts.flat())).toEqual(ids(read(report)))
    expect(parts.filter((part) => part.length < 100).length).toBeLessThanOrEqual(2)
  })

  it('is one empty file where all is well', () => {
    expect(renderParts(smallReport()).map((part) => readAsff(part))).toEqual([[]])
  })
})
