import { describe, expect, it } from 'vitest'
import { choose, explain } from '../../src/app/index.js'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import type { DatabaseKind } from '../../src/model/database.js'
import { changesBetween } from '../../src/report/changes.js'
import type { Patch } from '../support/patch.js'
import { auditOf, reportOf } from './support.js'

const NAME = 'jump-postgres'
const SUBNET = { subnetId: 'subnet-0b1' }

/** An instance, a proxy and a target of one name in one VPC; the target's address is one that nothing routes to. */
const THREE: Patch[] = [
  {
    at: 'regions.eu-west-1.dbProxies',
    set: [
      {
        dbProxyName: NAME,
        dbProxyArn: 'arn:aws:rds:eu-west-1:123456789012:db-proxy:prx-1',
        engineFamily: 'POSTGRESQL',
        endpoint: `${NAME}.proxy-c1abcdefghij.eu-west-1.rds.amazonaws.com`,
        vpcId: 'vpc-0a1',
        vpcSubnetIds: [SUBNET.subnetId],
        vpcSecurityGroupIds: ['sg-0db'],
        status: 'incompatible-network',
        requireTls: true,
        targets: { outcome: 'ok', api: 'rds:DescribeDBProxyTargets', value: [] },
      },
    ],
  },
]
const config = { targets: [{ name: NAME, host: '10.99.0.1', port: 5432, vpcId: 'vpc-0a1' }] }
const inventory = auditOf(THREE, config)
const report = reportOf(inventory)
const tunnelTo = (kind: DatabaseKind, { tunnels } = report) =>
  tunnels.find(({ databaseId, databaseKind }) => databaseId === NAME && databaseKind === kind)

describe('an instance, a proxy and a target of one name in one VPC', () => {
  it('stay three: what blocks one leaves the others alone', () => {
    expect(tunnelTo('instance')?.verdict).toBe('READY')
    expect(tunnelTo('proxy')?.blockedBy).toContainEqual({
      checkId: 'database-available',
      reason: 'incompatible',
    })
    expect(tunnelTo('target')?.blockedBy.map(({ checkId }) => checkId)).toEqual(['database-path'])
    for (const { subject } of report.findings)
      expect(subject.databaseKind !== undefined).toBe(subject.kind === 'database' || subject.kind === 'tunnel')
  })

  it('are explained and chosen one by one, and named by kind where the name is not enough', () => {
    expect(() => choose(report, NAME)).toThrow(`name one of instance/${NAME}, proxy/${NAME}, target/${NAME}`)
    expect(choose(report, `instance/${NAME}`)).toMatchObject({ verdict: 'READY', database: { kind: 'instance' } })
    expect(choose(report, '10.99.0.1')).toMatchObject({ verdict: 'BLOCKED', database: { kind: 'target' } })
    const { findings } = explain(report, 'i-0a1', `instance/${NAME}`)
    expect(new Set(findings.map(({ subject }) => subject.databaseKind))).toEqual(new Set([undefined, 'instance']))
    expect(findings.filter(({ checkId }) => checkId === 'database-path')).toHaveLength(1)
  })

  it('are accepted one by one', () => {
    const acceptance = { check: 'database-path', subject: `*/${NAME}`, reason: 'known' }
    const accepted = (accept: unknown) =>
      reportOf(auditOf(THREE, { ...config, accept: [accept] }))
        .findings.filter((finding) => finding.accepted)
        .map(({ subject }) => subject.databaseKind)
    expect(accepted({ ...acceptance, databaseKind: 'target' })).toEqual(['target'])
    expect(accepted({ ...acceptance, databaseKind: 'instance' })).toEqual([])
  })

  it('change one by one', () => {
    const later = reportOf(inventory, {
      findings: runChecks(CHECKS, inventory).map((finding) =>
        finding.subject.databaseKind === 'instance' && finding.checkId === 'database-path'
          ? { ...finding, status: 'fail' }
          : finding,
      ),
    })
    const changes = changesBetween(report, later).filter(({ kind }) => kind === 'tunnel')
    expect(changes.map(({ id, databaseKind, after }) => [id, databaseKind, after])).toContainEqual([
      `i-0a1/${NAME}`,
      'instance',
      'BLOCKED',
    ])
    expect(changes.every(({ databaseKind }) => databaseKind === 'instance')).toBe(true)
  })
})

it('an instance and a cluster of one name in one subnet, both without an active group, are a problem each', () => {
  const [instances, cluster] = ['regions.eu-west-1.dbInstances', 'regions.eu-west-1.dbClusters.jump-aurora']
  const { problems } = reportOf(
    auditOf([
      {
        at: instances,
        add: {
          ...{ dbInstanceIdentifier: 'jump-aurora', engine: 'postgres', status: 'available', vpcId: 'vpc-0a1' },
          ...{ endpoint: { address: 'jump-aurora.c0example.eu-west-1.rds.amazonaws.com', port: 5432 } },
          ...{ dbSubnetGroupName: 'jump-db', availabilityZone: 'eu-west-1b', multiAz: false },
          ...{ publiclyAccessible: false, iamDatabaseAuthenticationEnabled: false, vpcSecurityGroups: [] },
        },
      },
      { at: cluster, merge: { vpcSecurityGroups: [] } },
    ]),
  )
  const open = problems.filter(({ checkId }) => checkId === 'database-path')
  expect(open.map(({ subjects }) => subjects.map(({ databaseKind }) => databaseKind)).sort()).toEqual([
    ['cluster'],
    ['instance'],
  ])
})
