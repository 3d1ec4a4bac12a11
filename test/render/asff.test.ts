import { describe, expect, it } from 'vitest'
import { render } from '../../src/render/asff.js'
import { readAsff } from '../support/formats/asff.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { OPTIONS } from '../support/render-options.js'
import { hostileReport, manyVpcsReport, smallReport, troubledReport } from '../support/reports.js'

const read = (report: Parameters<typeof render>[0]) => readAsff(render(report, OPTIONS))

describe('asff', () => {
  it.each([
    ['small', smallReport()],
    ['troubled', troubledReport()],
    ['hostile', hostileReport(HOSTILE_TEXTS.join(' '))],
    ['of many VPCs', manyVpcsReport(30)],
  ])('keeps the limits of Security Hub for a report that is %s', (_, report) => {
    expect(read(report)).toHaveLength(report.findings.length)
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
    const report = smallReport()
    const china = read({ ...report, scope: { ...report.scope, partition: 'aws-cn' } })
    const arns = china.flatMap(({ ProductArn, Resources }) => [ProductArn, ...Resources.map(({ Id }) => Id)])
    expect(arns.filter((arn) => arn.startsWith('arn:'))).not.toHaveLength(0)
    expect(arns.filter((arn) => arn.startsWith('arn:aws:'))).toEqual([])
  })

  it('gives a finding the same id whatever it says, and no two the same', () => {
    const ids = (report: Parameters<typeof render>[0]) => read(report).map(({ Id }) => Id)
    expect(ids(hostileReport('other words'))).toEqual(ids(troubledReport()))
    const all = ids(manyVpcsReport(30))
    expect(new Set(all).size).toBe(all.length)
  })
})
