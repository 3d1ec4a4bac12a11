import { describe, expect, it } from 'vitest'
import { choose } from '../../src/app/choose.js'
import { databaseIn } from '../../src/app/client-step.js'
import { explain } from '../../src/app/explain.js'
import { entriesOf } from '../../src/cli/commands/connect/picker.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { configSchema } from '../../src/model/config.js'
import { namesOfDatabase, qualifiedNames, shortestNames } from '../../src/model/report-subjects.js'
import { type RegionSnapshot, snapshotSchema } from '../../src/model/snapshot.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches, type Patch } from '../support/patch.js'
import { simulated } from '../support/simulations.js'
import { auditOf, reportOf } from './support.js'

const NAME = 'jump-postgres'

/** The reference account's region again, elsewhere: other ids, the same names, those of databases among them. */
function otherRegion(): RegionSnapshot {
  const text = JSON.stringify(articleSnapshot().regions[0])
    .replaceAll('eu-west-1', 'eu-central-1')
    .replace(/\b(i|vpc|subnet|sg|eni|rtb|acl|vpce|dopt|pl)-(?=[0-9a-z])/g, '$1-9')
  return JSON.parse(text)
}

function twoRegions(patches: Patch[] = [], config: unknown = {}) {
  const { regions, ...rest } = articleSnapshot()
  const snapshot = applyPatches({ ...rest, regions: [...regions, otherRegion()] }, patches)
  return new Inventory(snapshotSchema.parse(simulated(snapshot)), configSchema.parse(config))
}

describe('databases of one name in two regions', () => {
  const report = reportOf(twoRegions())

  it('are asked for by what tells them apart, or by the host that leads to one of them', () => {
    const endpoints = report.databases.filter((d) => d.databaseId === NAME).map(({ endpoint }) => endpoint)
    expect(() => choose(report, NAME)).toThrow(`name one of ${endpoints.join(', ')}`)
    expect(choose(report, NAME, 'i-90a1').database?.region).toBe('eu-central-1')
    expect(explain(report, 'i-0a1', NAME)).toMatchObject({ tunnel: { region: 'eu-west-1' } })
  })

  it('have a name each that `connect` takes, in lists and for all at once', () => {
    for (const namesOf of [shortestNames, qualifiedNames])
      for (const database of report.databases)
        expect(choose(report, namesOf(report.databases)(database)).database).toBe(database)
    const values = entriesOf(report, []).map(({ value }) => value)
    expect(new Set(values).size).toBe(values.length)
  })

  it('are accepted in one region', () => {
    const accept = [{ check: 'database-path', subject: `*/${NAME}`, region: 'eu-central-1', reason: 'known' }]
    const closed: Patch[] = ['eu-west-1', 'eu-central-1'].map((region) => ({
      at: `regions.${region}.securityGroups.sg-${region === 'eu-west-1' ? '' : '9'}0postgres.ipPermissions`,
      set: [],
    }))
    const accepted = reportOf(twoRegions(closed, { accept })).findings.filter((finding) => finding.accepted)
    expect(accepted.map(({ subject }) => subject.region)).toEqual(['eu-central-1'])
  })

  it('behind proxies of one name are a problem each', () => {
    const proxies = ['', '9'].map((nine): Patch => {
      const region = nine === '' ? 'eu-west-1' : 'eu-central-1'
      return {
        at: `regions.${region}.dbProxies`,
        add: {
          ...{ dbProxyName: 'pool', dbProxyArn: `arn:aws:rds:${region}:123456789012:db-proxy:prx-1` },
          ...{ engineFamily: 'POSTGRESQL', endpoint: `pool.proxy-c1.${region}.rds.amazonaws.com`, status: 'available' },
          ...{ vpcId: `vpc-${nine}0a1`, vpcSubnetIds: [`subnet-${nine}0a1`], requireTls: true },
          vpcSecurityGroupIds: [`sg-${nine}0postgres`],
          targets: {
            outcome: 'ok',
            api: 'rds:DescribeDBProxyTargets',
            value: [{ rdsResourceId: 'gone', type: 'RDS_INSTANCE' }],
          },
        },
      }
    })
    const { problems } = reportOf(twoRegions(proxies))
    const open = problems.filter(({ subjects }) => subjects.some(({ id }) => id.endsWith('/pool')))
    expect(open.map(({ region }) => region).sort()).toEqual(['eu-central-1', 'eu-west-1'])
    for (const { subjects, region } of open) expect(subjects.every((subject) => subject.region === region)).toBe(true)
  })
})

describe('targets of one name and address in two VPCs', () => {
  const second: Patch[] = [
    {
      at: 'regions.eu-west-1.vpcs',
      add: {
        ...{ vpcId: 'vpc-0a12', ownerId: '123456789012', tags: {}, isDefault: false },
        ...{ cidrBlocks: ['10.0.0.0/16'], ipv6CidrBlocks: [] },
      },
    },
    {
      at: 'regions.eu-west-1.vpcAttributes',
      merge: { 'vpc-0a12': articleSnapshot().regions[0]?.vpcAttributes['vpc-0a1'] ?? {} },
    },
  ]
  const target = { name: 'ledger', host: '10.0.9.9', port: 5432 }
  const config = {
    targets: ['vpc-0a1', 'vpc-0a12'].map((vpcId, i) => ({ ...target, vpcId, engine: ['postgres', 'mysql'][i] })),
  }
  const inventory = auditOf(second, config)
  const report = reportOf(inventory)
  const ledgers = report.databases.filter(({ databaseId }) => databaseId === 'ledger')

  it('have names of their own, and their own engines', () => {
    expect(ledgers).toHaveLength(2)
    const names = ledgers.map(shortestNames(report.databases))
    expect(names).toEqual(['vpc-0a1/target/ledger', 'vpc-0a12/target/ledger'])
    for (const ledger of ledgers) expect(databaseIn(inventory, ledger).engine).toBe(ledger.engine)
    expect(choose(report, 'vpc-0a1/target/ledger').database).toBe(ledgers[0])
    for (const ledger of ledgers) expect(namesOfDatabase(ledger)).toContain('ledger')
  })

  it('do not mix where one VPC is asked for, whose id begins another', () => {
    const one = reportOf(auditOf(second, config, { vpcIds: ['vpc-0a1'] }))
    expect(one.databases.filter(({ databaseId }) => databaseId === 'ledger').map(({ vpcId }) => vpcId)).toEqual([
      'vpc-0a1',
    ])
  })

  it('are accepted in one VPC', () => {
    const accept = [{ check: 'database-available', subject: 'ledger', vpcId: 'vpc-0a1', reason: 'known' }]
    const { acceptances } = reportOf(auditOf(second, { ...config, accept }))
    expect(acceptances?.[0]?.problem).toBe('unmatched')
  })
})
