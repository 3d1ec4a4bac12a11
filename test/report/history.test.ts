import { describe, expect, it } from 'vitest'
import { parsePastReport } from '../../src/files/report-file.js'
import type { Finding, Posture, VpcVerdict } from '../../src/model/finding.js'
import type { PastReport } from '../../src/model/history.js'
import { historyOf } from '../../src/report/history.js'
import { ACCOUNT, databaseOf, REGION, type ReportParts, reportOf, vpcOf } from '../support/report-builders.js'

const VPC = 'vpc-0a1'
const pastOf = (parts: ReportParts, edit: object = {}): PastReport =>
  parsePastReport(JSON.stringify({ ...reportOf(parts), ...edit }), 'report')

/** `day hour verdict posture`, of one VPC. */
const dayOf = (time: string, verdict: VpcVerdict, posture: Posture = 'COMPLIANT', more: ReportParts = {}) =>
  pastOf({ generatedAt: `2026-${time}:00:00.000Z`, vpcs: [vpcOf(VPC, { verdict, posture })], ...more })

const GAP = { accountId: ACCOUNT, region: REGION, outcome: 'denied' as const, message: '', affects: ['x'] }
const NO_DATABASES = { ...GAP, api: 'rds:DescribeDBInstances' }
const linesOf = (reports: readonly PastReport[], since?: string) =>
  historyOf(reports, since).changes.map(
    ({ at, id, before = '-', after = '-' }) => `${at.slice(5, 10)} ${id} ${before}>${after}`,
  )

describe('what changed when', () => {
  it('goes by the time of the reports, whatever their order, and takes the same one once', () => {
    const [first, second, third] = [
      dayOf('11-01T06', 'READY'),
      dayOf('11-02T06', 'BLOCKED'),
      dayOf('11-03T06', 'READY'),
    ]
    expect(linesOf([third, first, second, second])).toEqual([
      `11-02 ${VPC} READY>BLOCKED`,
      `11-03 ${VPC} BLOCKED>READY`,
    ])
  })

  it('compares what came after --since with the last report before it', () => {
    const reports = [dayOf('11-01T06', 'READY'), dayOf('11-02T06', 'BLOCKED'), dayOf('11-03T06', 'READY')]
    expect(linesOf(reports, '2026-11-03T00:00:00.000Z')).toEqual([`11-03 ${VPC} BLOCKED>READY`])
    expect(historyOf(reports, '2026-11-03T00:00:00.000Z').compliance).toMatchObject([{ days: 1, daysReady: 1 }])
  })

  it('compares no report with one of other regions, another account or a part', () => {
    const other = (scope: object) => pastOf({ generatedAt: '2026-11-02T06:00:00.000Z' }, { scope })
    const scope = { accountId: ACCOUNT, partition: 'aws', regions: [REGION] }
    const between = [
      other({ ...scope, accountId: '999999999999' }),
      other({ ...scope, regions: ['eu-central-1'] }),
      other({ ...scope, vpcIds: ['vpc-0b2'] }),
    ]
    const ends = [dayOf('11-01T06', 'READY'), dayOf('11-03T06', 'BLOCKED')]
    expect(linesOf([...ends, ...between])).toEqual([`11-03 ${VPC} READY>BLOCKED`])
  })

  it('tells of what went while a list could not be read, with when it was last seen', () => {
    const databases = [databaseOf('orders', VPC)]
    const reports = [
      dayOf('11-01T06', 'READY', 'COMPLIANT', { databases }),
      dayOf('11-02T06', 'READY', 'COMPLIANT', { gaps: [NO_DATABASES] }),
      dayOf('11-03T06', 'READY'),
    ]
    expect(linesOf(reports)).toEqual(['11-03 orders present>-'])
    expect(historyOf(reports).changes[0]).toMatchObject({ since: '2026-11-01T06:00:00.000Z', complete: true })
  })

  it('marks what an incomplete report says', () => {
    const reports = [
      dayOf('11-01T06', 'READY'),
      dayOf('11-02T06', 'UNKNOWN', 'UNKNOWN', { gaps: [{ ...GAP, api: 'ec2:DescribeRouteTables' }] }),
    ]
    expect(historyOf(reports).changes).toMatchObject([{ after: 'UNKNOWN', complete: false }])
    expect(historyOf(reports).reports.map(({ complete }) => complete)).toEqual([true, false])
  })
})

describe('months', () => {
  const cases: [string, PastReport[], object[]][] = [
    [
      'a day counts where every report of it says so',
      [dayOf('11-01T06', 'READY'), dayOf('11-01T18', 'BLOCKED', 'DEVIATING'), dayOf('11-02T06', 'READY')],
      [{ month: '2026-11', days: 2, daysReady: 1, daysCompliant: 1, daysIncomplete: 0 }],
    ],
    [
      'a day of UTC ends its month',
      [dayOf('10-31T23', 'READY'), dayOf('11-01T00', 'DEGRADED')],
      [
        { month: '2026-10', days: 1, daysReady: 1, daysCompliant: 1 },
        { month: '2026-11', days: 1, daysReady: 0, daysCompliant: 1 },
      ],
    ],
    ['nothing to judge is no day', [dayOf('11-01T06', 'NOT_APPLICABLE')], []],
    [
      'UNKNOWN is neither READY nor COMPLIANT, and incomplete reports are counted',
      [dayOf('11-01T06', 'UNKNOWN', 'UNKNOWN', { gaps: [NO_DATABASES] }), dayOf('11-02T06', 'READY')],
      [{ days: 2, daysReady: 1, daysCompliant: 1, daysIncomplete: 1, deviationsComplete: true }],
    ],
    [
      'a report of picked hosts says nothing of the VPC',
      [
        pastOf(
          { generatedAt: '2026-11-01T06:00:00.000Z', vpcs: [vpcOf(VPC)] },
          { scope: { accountId: ACCOUNT, partition: 'aws', regions: [REGION], hostIds: ['i-0a1'] } },
        ),
      ],
      [],
    ],
  ]
  it.each(cases)('%s', (_, reports, expected) => {
    const { compliance } = historyOf(reports)
    expect(compliance).toHaveLength(expected.length)
    expect(compliance).toMatchObject(expected)
  })
})

describe('open deviations', () => {
  const subject = { kind: 'host', id: 'i-0a1', vpcId: VPC, region: REGION, accountId: ACCOUNT } as const
  const keyed: Finding = {
    ...{ checkId: 'host-keyless', status: 'fail', reason: 'has-key', subject, blocks: [], posture: true },
    ...{ message: 'i-0a1 was launched with key pair ops.', evidence: {}, doc: '' },
  }
  const passed: Finding = { ...keyed, status: 'pass' }
  const withFinding = (day: string, finding: Finding, more: ReportParts = {}) =>
    dayOf(`${day}T06`, 'READY', finding.status === 'fail' ? 'DEVIATING' : 'COMPLIANT', { findings: [finding], ...more })
  const agesOf = (reports: readonly PastReport[]) =>
    historyOf(reports).compliance.map(({ deviations }) => deviations.map(({ ageDays }) => ageDays))

  it('are as old as the unbroken row of reports that have them', () => {
    expect(agesOf([withFinding('11-01', keyed), withFinding('11-04', keyed)])).toEqual([[3]])
    const broken = [withFinding('11-01', keyed), withFinding('11-02', passed), withFinding('11-04', keyed)]
    expect(agesOf(broken)).toEqual([[0]])
    expect(agesOf([withFinding('10-30', keyed), withFinding('11-04', passed)])).toEqual([[0], []])
  })

  it('are as old as the report itself says, where it does', () => {
    const report = withFinding('11-04', keyed)
    const problems = report.problems.map((problem) => ({ ...problem, since: '2026-09-05T06:00:00.000Z' }))
    expect(agesOf([{ ...report, problems }])).toEqual([[60]])
  })

  it('leave out what the config accepts and what belongs to another VPC', () => {
    expect(agesOf([withFinding('11-01', { ...keyed, accepted: { reason: 'until March' } })])).toEqual([[]])
    expect(agesOf([withFinding('11-01', { ...keyed, subject: { ...subject, vpcId: 'vpc-0b2' } })])).toEqual([[]])
  })

  const blind = (day: string) => {
    const doubted: Finding = { ...keyed, status: 'unknown', reason: 'api-denied' }
    const gaps = [{ ...GAP, api: 'ec2:DescribeInstances', affects: ['host-keyless'] }]
    return dayOf(`${day}T06`, 'UNKNOWN', 'UNKNOWN', { findings: [doubted], gaps })
  }
  const picked = (day: string) => {
    const report = dayOf(`${day}T06`, 'READY', 'DEVIATING')
    return { ...report, scope: { ...report.scope, checks: ['vpc-dns'] } }
  }

  it('have not gone where a report could not see them, or did not look', () => {
    for (const between of [blind('11-02'), { ...blind('11-02'), findings: [] }, picked('11-02')])
      expect(agesOf([withFinding('11-01', keyed), between, withFinding('11-04', keyed)])).toEqual([[3]])
    expect(agesOf([withFinding('11-01', keyed), picked('11-02')])).toEqual([[0]])
    const gone = dayOf('11-02T06', 'READY')
    expect(agesOf([withFinding('11-01', keyed), gone, withFinding('11-04', keyed)])).toEqual([[0]])
  })

  it('are those of the last complete report, where there is one', () => {
    const gaps = [{ ...GAP, api: 'ec2:DescribeInstances' }]
    const [seen, blind] = [withFinding('11-01', keyed), dayOf('11-02T06', 'UNKNOWN', 'UNKNOWN', { gaps })]
    expect(historyOf([seen, blind]).compliance).toMatchObject([
      { deviationsAt: seen.generatedAt, deviationsComplete: true, deviations: [{ ageDays: 0 }] },
    ])
    expect(historyOf([blind]).compliance).toMatchObject([{ deviationsComplete: false, deviations: [] }])
  })
})
