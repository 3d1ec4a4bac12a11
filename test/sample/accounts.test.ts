import { beforeAll, describe, expect, it } from 'vitest'
import { Inventory } from '../../src/inventory/inventory.js'
import { DEFAULT_CONFIG } from '../../src/model/config.js'
import type { Finding } from '../../src/model/finding.js'
import { createSample, failuresIn, findingsOf, snapshotOf } from './support.js'

describe('article', () => {
  it('is read without a gap', async () => {
    const snapshot = await snapshotOf(createSample('article'))
    expect(failuresIn(snapshot)).toEqual([])
    expect(snapshot).toMatchObject({ accountId: '111122223333', partition: 'aws', takenAt: '2026-11-24T06:00:00.000Z' })
  })

  it('holds two hosts in two zones, two databases and four tunnels', async () => {
    const inventory = new Inventory(await snapshotOf(createSample('article')), DEFAULT_CONFIG)
    const [region] = inventory.regions
    expect(region?.hosts.map((h) => [h.name, h.availabilityZone])).toEqual([
      ['jump-host-a', 'eu-west-1a'],
      ['jump-host-b', 'eu-west-1b'],
    ])
    expect(region?.databases.map((d) => [d.databaseId, d.kind, d.port])).toEqual([
      ['jump-aurora', 'cluster', 3306],
      ['jump-postgres', 'instance', 5432],
    ])
    expect(inventory.tunnels).toHaveLength(4)
  })

  it('gives no check anything to say against it', async () => {
    const findings = await findingsOf(createSample('article'))
    expect(findings.length).toBeGreaterThan(0)
    const against = findings.filter((f) => f.status !== 'pass' && f.status !== 'skip')
    expect(against.map((f) => [f.checkId, f.reason, f.subject.id])).toEqual([])
  })

  it('is the same every time', async () => {
    expect(await snapshotOf(createSample('article'))).toEqual(await snapshotOf(createSample('article')))
  })
})

describe('troubled', () => {
  let findings: Finding[]
  beforeAll(async () => {
    findings = await findingsOf(createSample('troubled'))
  })
  /** What fails, warns or is unknown about a VPC, its host or its region, as `check: reason`. */
  const about = (name: string) =>
    findings
      .filter((f) => f.status !== 'pass' && f.status !== 'skip' && f.subject.name?.startsWith(name))
      .map((f) => `${f.checkId}: ${f.reason}`)

  it('is read without a gap', async () => {
    expect(failuresIn(await snapshotOf(createSample('troubled')))).toEqual([])
  })

  it('has nothing against orders', () => {
    expect(about('orders')).toEqual([])
  })

  it.each([
    [
      'billing',
      ['host-keyless: key-pair-present', 'host-no-inbound: inbound-from-internet', 'host-private: public-ip'],
    ],
    ['data', ['host-running: stopped']],
    ['payments', ['node-online: connection-lost', 'node-channel: not-connected']],
    ['legacy', ['agent-remote-host: agent-too-old']],
    ['reporting', ['node-registered: not-registered', 'role-attached: no-instance-profile']],
    ['staging', ['endpoint-ssmmessages: absent', 'node-channel: not-connected']],
    ['analytics', ['vpc-dns: custom-dns-servers']],
    ['archive', ['vpc-jump-host: no-jump-host']],
  ])('%s teaches its trouble', (name, reasons) => {
    expect(about(name)).toEqual(expect.arrayContaining(reasons))
  })

  it('has a database of every kind', async () => {
    const inventory = new Inventory(await snapshotOf(createSample('troubled')), DEFAULT_CONFIG)
    const engines = inventory.regions.flatMap((r) => r.databases.map((d) => `${d.kind} ${d.engine}`))
    expect(new Set(engines)).toEqual(
      new Set([
        'cluster aurora-mysql',
        'instance mysql',
        'instance oracle-se2',
        'instance postgres',
        'instance sqlserver-se',
        'proxy postgres',
      ]),
    )
  })
})
