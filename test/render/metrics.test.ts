import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { render } from '../../src/render/metrics.js'
import { readOpenMetrics } from '../support/formats/openmetrics.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { OPTIONS } from '../support/render-options.js'
import { hostileReport, manyVpcsReport, smallReport, troubledReport } from '../support/reports.js'
import { reportOfSample } from '../support/sample-report.js'

const read = (report: Report) => readOpenMetrics(render(report, OPTIONS))
const sample = await reportOfSample('troubled')

describe('metrics', () => {
  it.each<[string, Report]>([
    ['small', smallReport()],
    ['troubled', troubledReport()],
    ['of a sample', sample],
    ['of many VPCs', manyVpcsReport(30)],
    ...HOSTILE_TEXTS.map((text): [string, Report] => [`named ${JSON.stringify(text)}`, hostileReport(text)]),
  ])('are OpenMetrics for a report that is %s', (_, report) => {
    const families = read(report)
    expect([...families.values()].map(({ type }) => type)).toEqual([...families].map(() => 'gauge'))
    for (const { help } of families.values()) expect(help).toMatch(/^[A-Z1].*\.$/)
  })

  const families = read(sample)
  const samples = (name: string) => families.get(name)?.samples ?? []
  const sum = (name: string, label: string, value: string) =>
    samples(name)
      .filter(({ labels }) => labels[label] === value)
      .reduce((total, each) => total + each.value, 0)

  it('count what the summary counts, zeros included', () => {
    const { vpcs, hosts, tunnels, findings } = sample.summary
    for (const [verdict, number] of Object.entries(vpcs)) expect(sum('ssm_ready_vpcs', 'verdict', verdict)).toBe(number)
    for (const [verdict, number] of Object.entries(tunnels))
      expect(sum('ssm_ready_tunnels', 'verdict', verdict)).toBe(number)
    for (const [status, number] of Object.entries(findings))
      expect(sum('ssm_ready_findings', 'status', status)).toBe(number)
    const shells = samples('ssm_ready_hosts').filter(({ labels }) => labels['capability'] === 'shell')
    expect(Object.fromEntries(shells.map(({ labels, value }) => [labels['verdict'], value]))).toEqual(hosts.shell)
    expect(samples('ssm_ready_problems').reduce((total, { value }) => total + value, 0)).toBe(sample.problems.length)
  })

  it.each([
    ['ssm_ready_vpc_verdict', 'vpc_id', sample.vpcs.map(({ vpcId, verdict }) => [vpcId, verdict])],
    ['ssm_ready_database_verdict', 'database_id', sample.databases.map((each) => [each.databaseId, each.verdict])],
  ])('%s is 1 for the verdict of each subject alone', (name, id, expected) => {
    const set = samples(name).filter(({ value }) => value === 1)
    expect(set.map(({ labels }) => [labels[id], labels['verdict']])).toEqual(expected)
    expect(samples(name).every(({ value }) => value === 0 || value === 1)).toBe(true)
  })

  it('tell the time of the report, how long it took and how old each problem is', () => {
    const since = '2026-11-23T06:00:00.000Z'
    const aged = {
      ...sample,
      durationMs: 1500,
      problems: sample.problems.map((p, i) => (i === 0 ? { ...p, since } : p)),
    }
    const shown = read(aged)
    expect(shown.get('ssm_ready_report_timestamp_seconds')).toMatchObject({
      unit: 'seconds',
      samples: [{ value: Date.parse('2026-11-24T06:00:00Z') / 1000 }],
    })
    expect(shown.get('ssm_ready_report_duration_seconds')).toMatchObject({ samples: [{ value: 1.5 }] })
    expect(shown.get('ssm_ready_problem_age_seconds')).toMatchObject({
      unit: 'seconds',
      samples: [{ labels: { problem: sample.problems[0]?.key }, value: 86_400 }],
    })
  })

  it('name each call that found no answer', () => {
    const shown = read(troubledReport())
    expect(shown.get('ssm_ready_api_unread')?.samples).toMatchObject([{ labels: { api: 'ec2:DescribeVpcEndpoints' } }])
    expect(shown.get('ssm_ready_report_complete')?.samples).toMatchObject([{ value: 0 }])
  })

  it('give names back as they are shown elsewhere', () => {
    const names = [...read(hostileReport('a "b" \\ c=1,')).values()].flatMap(({ samples }) =>
      samples.map(({ labels }) => labels['name']),
    )
    expect(names).toContain('a "b" \\ c=1,')
  })
})
