import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { changesBetween } from '../../src/report/changes.js'
import { databaseOf, hostOf, REGION, type ReportParts, reportOf, tunnelOf, vpcOf } from '../support/report-builders.js'

const host = hostOf('i-0a1', 'vpc-0a1', 'READY')
const database = databaseOf('orders', 'vpc-0a1')
const parts: ReportParts = {
  generatedAt: '2026-11-23T06:00:00.000Z',
  vpcs: [vpcOf('vpc-0a1')],
  hosts: [host],
  databases: [database],
  tunnels: [tunnelOf(host, database, 'READY')],
}
const previous = reportOf(parts)
const later = (more: ReportParts) => reportOf({ ...parts, generatedAt: '2026-11-24T06:00:00.000Z', ...more })
const linesOf = (before: Report, after: Report) =>
  changesBetween(before, after).map(({ kind, id, capability, before, after }) =>
    [kind, id, capability, `${before ?? '-'}>${after ?? '-'}`].filter(Boolean).join(' '),
  )

describe('changes', () => {
  it('are none between equal reports', () => {
    expect(changesBetween(previous, later({}))).toEqual([])
  })

  it('are verdicts that differ, of VPCs, hosts by capability and tunnels, with when they were last seen', () => {
    const verdicts = { ...host.verdicts, tunnel: 'BLOCKED' } as const
    const now = later({
      vpcs: [vpcOf('vpc-0a1', { verdict: 'BLOCKED' })],
      hosts: [{ ...host, verdicts }],
      tunnels: [tunnelOf(host, database, 'BLOCKED')],
    })
    expect(linesOf(previous, now)).toEqual([
      'vpc vpc-0a1 READY>BLOCKED',
      'host i-0a1 tunnel READY>BLOCKED',
      'tunnel i-0a1/orders READY>BLOCKED',
    ])
    expect(changesBetween(previous, now)[0]).toMatchObject({ since: previous.generatedAt, region: REGION })
  })

  it('are hosts and databases that come and go', () => {
    const other = databaseOf('users', 'vpc-0a1')
    expect(linesOf(previous, later({ databases: [database, other] }))).toEqual(['database users ->present'])
    expect(linesOf(previous, later({ hosts: [], tunnels: [] }))).toEqual([
      'host i-0a1 tunnel READY>-',
      'host i-0a1 shell READY>-',
      'host i-0a1 ssh READY>-',
      'host i-0a1 runCommand READY>-',
      'tunnel i-0a1/orders READY>-',
    ])
  })

  it('are none of a list that could not be read, now or then', () => {
    const gap = { accountId: '123456789012', region: REGION, outcome: 'denied' as const, message: '', affects: ['x'] }
    const unread = { databases: [], tunnels: [], gaps: [{ ...gap, api: 'rds:DescribeDBInstances' }] }
    expect(linesOf(previous, later(unread))).toEqual([])
    expect(linesOf(reportOf({ ...parts, ...unread }), later({}))).toEqual([])
  })

  it('are none of a region or account that was not looked at', () => {
    const elsewhere = { scope: { accountId: '123456789012', partition: 'aws', regions: ['us-east-1'] } }
    const nothing = { vpcs: [], hosts: [], databases: [], tunnels: [] }
    expect(linesOf(previous, later({ ...nothing, ...elsewhere }))).toEqual([])
    expect(linesOf(reportOf({ ...nothing, ...elsewhere }), later({}))).toEqual([])
    const stranger = { ...previous.scope, accountId: '999999999999' }
    expect(linesOf({ ...previous, scope: stranger }, later({ ...nothing }))).toEqual([])
  })

  it('are none of what a limited audit leaves out', () => {
    const scope = { ...previous.scope, vpcIds: ['vpc-0b2'] }
    expect(linesOf(previous, later({ vpcs: [], hosts: [], databases: [], tunnels: [], scope }))).toEqual([])
    const oneHost = { ...previous.scope, hostIds: ['i-0a1'] }
    const now = later({
      scope: oneHost,
      vpcs: [vpcOf('vpc-0a1', { verdict: 'BLOCKED' })],
      tunnels: [tunnelOf(host, database, 'BLOCKED')],
    })
    expect(linesOf(previous, now)).toEqual(['tunnel i-0a1/orders READY>BLOCKED'])
  })
})
