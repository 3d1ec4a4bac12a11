import { describe, expect, it } from 'vitest'
import { auditOf, reportOf } from '../report/support.js'
import type { Patch } from '../support/patch.js'

const REGION = 'regions.eu-west-1'
const databaseIds = (...patches: Patch[]) =>
  auditOf(patches).regions.flatMap((region) => region.databases.map((database) => database.databaseId))
const refused = (list: string): Patch => ({ at: `${REGION}.${list}`, failed: 'denied' })

describe('databases', () => {
  it('are clusters, not their members', () => {
    expect(databaseIds()).toEqual(['jump-aurora', 'jump-postgres'])
  })

  it('are no members of a cluster that could not be read', () => {
    expect(databaseIds(refused('dbClusters'))).toEqual(['jump-postgres'])
  })

  it('are instances that name a cluster which RDS does not list', () => {
    expect(databaseIds({ at: `${REGION}.dbClusters`, set: [] })).toEqual(['jump-aurora-1', 'jump-postgres'])
  })

  it('of a VPC are no longer all where a list was refused, so that it is not READY', () => {
    for (const list of ['dbInstances', 'dbClusters', 'dbProxies'])
      expect(reportOf(auditOf([refused(list)])).vpcs.map((vpc) => vpc.verdict)).toEqual(['UNKNOWN'])
  })

  it('are all known in a region without RDS Proxy', () => {
    const patches: Patch[] = [{ at: `${REGION}.dbProxies`, failed: 'unsupported' }]
    expect(reportOf(auditOf(patches)).vpcs.map((vpc) => vpc.verdict)).toEqual(['READY'])
  })

  it('of a VPC without a host make it UNKNOWN where all that is left of them is a refused list', () => {
    const patches: Patch[] = [
      { at: `${REGION}.instances.i-0a1.name`, set: 'app' },
      { at: `${REGION}.dbInstances.jump-postgres`, remove: true },
      refused('dbClusters'),
    ]
    expect(reportOf(auditOf(patches)).vpcs.map((vpc) => vpc.verdict)).toEqual(['UNKNOWN'])
  })
})

describe('a proxy', () => {
  const proxy = {
    dbProxyName: 'orders-proxy',
    engineFamily: 'POSTGRESQL',
    status: 'available',
    endpoint: 'orders-proxy.proxy-c0example.eu-west-1.rds.amazonaws.com',
    vpcId: 'vpc-0a1',
    vpcSubnetIds: [],
    vpcSecurityGroupIds: [],
    requireTls: true,
    targets: { outcome: 'ok', api: 'rds:DescribeDBProxyTargets', value: [] },
  }
  it.each([
    [{}, false],
    [{ auth: [{ iamAuth: 'DISABLED' }, {}], defaultAuthScheme: 'NONE' }, false],
    [{ auth: [{ iamAuth: 'DISABLED' }, { iamAuth: 'REQUIRED' }] }, true],
    [{ auth: [{ iamAuth: 'ENABLED' }] }, true],
    [{ defaultAuthScheme: 'IAM_AUTH' }, true],
  ])('of %j takes tokens: %s', (how, takesTokens) => {
    const [region] = auditOf([{ at: `${REGION}.dbProxies`, set: [{ ...proxy, ...how }] }]).regions
    const known = region?.databases.find(({ kind }) => kind === 'proxy')
    expect(known?.iamAuthentication).toBe(takesTokens)
  })
})

describe('a VPC that DescribeVpcs did not tell', () => {
  const target = { name: 'legacy', host: '10.0.1.77', port: 1521, vpcId: 'vpc-0a1' }

  it('is known by what lies in it, with its configured targets', () => {
    const [region] = auditOf([refused('vpcs')], { targets: [target] }).regions
    expect(region?.vpcs).toEqual([{ vpcId: 'vpc-0a1', name: '' }])
    expect(region?.databases.map((database) => database.databaseId)).toContain('legacy')
  })

  it('is known by members of a cluster that could not be read either', () => {
    const lists = ['vpcs', 'subnets', 'dbClusters', 'dbSubnetGroups', 'dbProxies']
    const [region] = auditOf([...lists.map(refused), { at: `${REGION}.instances`, set: [] }]).regions
    expect(region?.vpcs.map((vpc) => vpc.vpcId)).toEqual(['vpc-0a1'])
  })
})
