import { describe, expect, it } from 'vitest'
import type { Gap, Report } from '../../src/model/report.js'
import { changesBetween } from '../../src/report/changes.js'
import { databaseOf, hostOf, REGION, reportOf, tunnelOf, vpcOf } from '../support/report-builders.js'

const BEFORE = '2026-11-23T06:00:00.000Z'

function report(parts: Parameters<typeof reportOf>[0] = {}): Report {
  const host = hostOf('i-0a1', 'vpc-0a1', 'READY')
  const database = databaseOf('orders', 'vpc-0a1')
  return reportOf({
    vpcs: [vpcOf('vpc-0a1', { name: 'prod', hostIds: ['i-0a1'], databaseIds: ['orders'] })],
    hosts: [host],
    databases: [database],
    tunnels: [tunnelOf(host, database, 'READY')],
    ...parts,
  })
}

const previous = (parts: Parameters<typeof reportOf>[0] = {}) => ({ ...report(parts), generatedAt: BEFORE })

const gap = (api: string): Gap => ({
  api,
  accountId: '123456789012',
  region: REGION,
  outcome: 'denied',
  message: 'denied',
  affects: ['host-running'],
})

describe('changes', () => {
  it('are none between a report and itself', () => {
    expect(changesBetween(previous(), report())).toEqual([])
  })

  it('tell before, after and since when', () => {
    const blocked = report({ vpcs: [vpcOf('vpc-0a1', { name: 'prod', verdict: 'BLOCKED' })] })
    expect(changesBetween(previous(), blocked)).toEqual([
      {
        kind: 'vpc',
        id: 'vpc-0a1',
        name: 'prod',
        vpcId: 'vpc-0a1',
        region: REGION,
        before: 'READY',
        after: 'BLOCKED',
        since: BEFORE,
      },
    ])
  })

  it('tell which capability of a host', () => {
    const host = hostOf('i-0a1', 'vpc-0a1', 'READY')
    const hosts = [{ ...host, verdicts: { ...host.verdicts, runCommand: 'BLOCKED' as const } }]
    expect(changesBetween(previous(), report({ hosts }))).toMatchObject([
      { kind: 'host', id: 'i-0a1', capability: 'runCommand', before: 'READY', after: 'BLOCKED' },
    ])
  })

  it('are by id: a renamed host is the same host', () => {
    const hosts = [hostOf('i-0a1', 'vpc-0a1', 'READY', { name: 'renamed' })]
    expect(changesBetween(previous(), report({ hosts }))).toEqual([])
  })

  it('tell what is new and what is gone', () => {
    const databases = [databaseOf('ledger', 'vpc-0a1')]
    const changed = changesBetween(previous(), report({ databases })).filter((c) => c.kind === 'database')
    expect(changed.map(({ id, before, after }) => ({ id, before, after }))).toEqual([
      { id: 'ledger', before: undefined, after: 'present' },
      { id: 'orders', before: 'present', after: undefined },
    ])
  })

  it('are none for another account', () => {
    const other = { accountId: '999999999999', partition: 'aws', regions: [REGION] }
    expect(changesBetween(previous({ scope: other }), report({ vpcs: [] }))).toEqual([])
  })

  const SCOPE = { accountId: '123456789012', partition: 'aws', regions: [REGION] }

  it('leave out a region that one of both did not look at', () => {
    const elsewhere = { ...SCOPE, regions: ['us-east-1'] }
    expect(changesBetween(previous({ scope: elsewhere }), report())).toEqual([])
    expect(
      changesBetween(previous(), report({ scope: elsewhere, vpcs: [], hosts: [], databases: [], tunnels: [] })),
    ).toEqual([])
  })

  it('leave out what one of both was limited not to look at', () => {
    const limited = report({
      scope: { ...SCOPE, vpcIds: ['vpc-0ff'] },
      vpcs: [],
      hosts: [],
      databases: [],
      tunnels: [],
    })
    expect(changesBetween(previous(), limited)).toEqual([])
    expect(changesBetween({ ...limited, generatedAt: BEFORE }, report())).toEqual([])
  })

  it('of an audit of single hosts are those of the hosts alone', () => {
    const scope = { ...SCOPE, hostIds: ['i-0a1'] }
    const hosts = [hostOf('i-0a1', 'vpc-0a1', 'BLOCKED')]
    const changed = changesBetween(
      previous(),
      report({ scope, hosts, vpcs: [vpcOf('vpc-0a1', { verdict: 'BLOCKED' })] }),
    )
    expect(new Set(changed.map((c) => c.kind))).toEqual(new Set(['host']))
  })

  it.each([
    ['ec2:DescribeInstances', { hosts: [], tunnels: [] }],
    ['rds:DescribeDBInstances', { databases: [], tunnels: [] }],
    ['ec2:DescribeVpcs', { vpcs: [] }],
  ])('do not call gone what %s would have listed, had it been answered', (api, parts) => {
    expect(changesBetween(previous(), report({ ...parts, gaps: [gap(api)] }))).toEqual([])
    expect(changesBetween({ ...previous(parts), gaps: [gap(api)] }, report())).toEqual([])
    expect(changesBetween(previous(), report(parts))).not.toEqual([])
  })
})
