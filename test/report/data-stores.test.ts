import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import type { Patch } from '../support/patch.js'
import { auditOf, reportOf } from './support.js'

const at = (path: string) => `regions.eu-west-1.${path}`
const NAME = 'orders'
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:123456789012:${resource}`

interface Store {
  list: string
  port: number
  words: Record<string, unknown>
}

/** All of one name, each behind a group of its own, which admits the hosts. */
const STORES: Record<string, Store> = {
  pair: {
    list: 'caches',
    port: 6379,
    words: { engine: 'valkey', arn: arn('elasticache', `replicationgroup:${NAME}`) },
  },
  lone: { list: 'caches', port: 11211, words: { engine: 'memcached', arn: arn('elasticache', `cluster:${NAME}`) } },
  elastic: {
    ...{ list: 'caches', port: 6380 },
    words: { engine: 'valkey', isServerless: true, arn: arn('elasticache', `serverlesscache:${NAME}`) },
  },
  cluster: { list: 'warehouses', port: 5439, words: { engine: 'redshift' } },
  workgroup: { list: 'warehouses', port: 5440, words: { engine: 'redshift-serverless', isServerless: true } },
  domain: { list: 'searchDomains', port: 443, words: { engine: 'opensearch' } },
  api: { list: 'kubernetesClusters', port: 443, words: { engine: 'kubernetes', status: 'ACTIVE' } },
}

const added = ([key, { list, port, words }]: [string, Store]): Patch[] => [
  {
    at: at(list),
    add: {
      ...{ name: NAME, status: 'available', vpcId: 'vpc-0a1', subnetIds: ['subnet-0b1'], interfaceDescriptions: [] },
      ...{ endpoint: { address: `${key}.example.amazonaws.com`, port }, ...words },
      vpcSecurityGroups: [{ vpcSecurityGroupId: `sg-0${key}`, status: 'active' }],
    },
  },
  {
    at: at('securityGroups'),
    add: {
      ...{ groupId: `sg-0${key}`, groupName: key, vpcId: 'vpc-0a1', ownerId: '123456789012', ipPermissionsEgress: [] },
      ipPermissions: [
        {
          ...{ ipProtocol: 'tcp', fromPort: port, toPort: port, ipRanges: [], ipv6Ranges: [], prefixListIds: [] },
          userIdGroupPairs: [{ groupId: 'sg-0host' }],
        },
      ],
    },
  },
]
const ALL: Patch[] = [
  ...Object.entries(STORES).flatMap(added),
  { at: at('dbInstances.jump-postgres.dbInstanceIdentifier'), set: NAME },
]

const waysOf = ({ databases }: Report) => databases.map(({ endpoint, verdict }) => `${endpoint} ${verdict}`).sort()
const WHOLE = reportOf(auditOf(ALL))
const vpcOf = ({ vpcs }: Report) => vpcs.find(({ vpcId }) => vpcId === 'vpc-0a1')?.verdict

describe('databases of one name in one VPC, of different kinds and of one', () => {
  it('are all READY where all are open, each a subject of its own', () => {
    expect(new Set(WHOLE.databases.map(({ verdict }) => verdict))).toEqual(new Set(['READY']))
    const subjects = WHOLE.databases.map(({ kind, databaseId, vpcId }) => `${vpcId}/${kind}/${databaseId}`)
    expect(new Set(subjects).size).toBe(Object.keys(STORES).length + 2)
    expect(subjects).toEqual(
      expect.arrayContaining([
        ...['cache/orders', 'cache/cluster:orders', 'cache/serverless:orders'].map((own) => `vpc-0a1/${own}`),
        ...['warehouse/orders', 'warehouse/serverless:orders', 'instance/orders'].map((own) => `vpc-0a1/${own}`),
      ]),
    )
  })

  it.each(Object.keys(STORES))('%s alone is BLOCKED by its own group', (key) => {
    const report = reportOf(auditOf([...ALL, { at: at(`securityGroups.sg-0${key}.ipPermissions`), set: [] }]))
    const own = `${key}.example.amazonaws.com`
    expect(waysOf(report)).toEqual(waysOf(WHOLE).map((way) => (way.startsWith(own) ? `${own} BLOCKED` : way)))
  })

  it('are asked for at their services by the names that they have there', () => {
    const lines = WHOLE.tunnels
      .filter(({ databaseKind }) => databaseKind === 'warehouse')
      .flatMap(({ commands }) => commands.client ?? [])
      .map((client) => JSON.stringify(client))
    expect(lines.some((line) => line.includes('--workgroup-name orders '))).toBe(true)
    expect(lines.some((line) => line.includes('serverless:orders'))).toBe(false)
  })
})

describe.each(['caches', 'warehouses', 'searchDomains', 'kubernetesClusters'])('%s that could not be read', (list) => {
  it.each(['denied', 'throttled', 'timeout', 'error'] as const)(
    '(%s) are a gap of that kind, and nothing else changes',
    (failed) => {
      const report = reportOf(auditOf([...ALL, { at: at(list), failed }]))
      const gone = Object.entries(STORES).flatMap(([key, store]) => (store.list === list ? [key] : []))
      const others = waysOf(WHOLE).filter((way) => !gone.some((key) => way.startsWith(`${key}.`)))
      expect(waysOf(report)).toEqual(others)
      expect(report).toMatchObject({ complete: false, gaps: [{ outcome: failed }] })
      expect(vpcOf(report)).toBe('READY')
    },
  )
})

describe('a database of which it is not known in which VPC it lies', () => {
  const store = (name: string) => ({
    ...{ name, engine: 'valkey', status: 'available', isServerless: true, subnetIds: ['subnet-0ffff'] },
    ...{ endpoint: { address: `${name}.example.com`, port: 6379 }, vpcSecurityGroups: [], interfaceDescriptions: [] },
  })
  const lost = (...names: string[]): Patch[] => names.map((name) => ({ at: at('caches'), add: store(name) }))

  it('beyond RDS is UNKNOWN itself, and leaves the VPCs as they are', () => {
    const report = reportOf(auditOf(lost('far', 'away')))
    expect(vpcOf(report)).toBe('READY')
    const [away, far] = report.databases.filter(({ kind }) => kind === 'cache')
    for (const database of [away, far]) {
      expect(database).toMatchObject({ verdict: 'UNKNOWN' })
      const problem = report.problems.find(({ key }) => key === database?.problem)
      expect(problem).toMatchObject({ level: 'unknown', message: expect.stringContaining(database?.databaseId ?? '') })
    }
    expect(away?.problem).toBe(far?.problem)
  })

  it('beyond RDS may lie in a VPC that seems to be empty', () => {
    const empty: Patch[] = ['dbInstances', 'dbClusters', 'instances'].map((list) => ({ at: at(list), set: [] }))
    expect(vpcOf(reportOf(auditOf(empty)))).toBe('NOT_APPLICABLE')
    expect(vpcOf(reportOf(auditOf([...empty, ...lost('far')])))).toBe('UNKNOWN')
  })

  it('of RDS is UNKNOWN, as are the VPCs in which it may lie', () => {
    const report = reportOf(
      auditOf([
        { at: at('dbInstances.jump-postgres.vpcId'), remove: true },
        { at: at('dbSubnetGroups'), failed: 'denied' },
      ]),
    )
    expect(vpcOf(report)).toBe('UNKNOWN')
    const database = report.databases.find(({ databaseId }) => databaseId === 'jump-postgres')
    expect(database).toMatchObject({ verdict: 'UNKNOWN', problem: expect.stringContaining('DescribeDBSubnetGroups') })
  })
})
