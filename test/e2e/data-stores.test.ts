import { tmpdir } from 'node:os'
import { AuthorizeSecurityGroupIngressCommand, EC2Client, RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { runCli } from '../support/cli.js'
import { auditByCli, useSim } from './support/audits.js'
import { builtCli } from './support/built-cli.js'
import { buildDataStores, fromJumpHosts } from './support/data-stores.js'
import { audit, refusals, sessionOf } from './support/function-role.js'
import { type ArticleIds, CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'
import { Variants } from './support/variants.js'

const LISTS = [
  ...['elasticache:DescribeCacheClusters', 'elasticache:DescribeReplicationGroups'],
  ...['elasticache:DescribeServerlessCaches', 'redshift:DescribeClusters', 'redshift-serverless:ListWorkgroups'],
  ...['es:ListDomainNames', 'es:DescribeDomains', 'eks:ListClusters', 'eks:DescribeCluster'],
]

describe.skipIf(!simAvailable)('databases beyond RDS', () => {
  let sim: Sim
  let ids: ArticleIds
  let groupId: string
  let restore: () => void

  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    ids = await sim.article()
    groupId = await buildDataStores(sim, ids)
  })
  afterAll(() => restore?.())
  afterEach(() => sim.clearFaults())

  const kinds = ({ databases }: Report) => databases.map((d) => `${d.databaseId} ${d.kind} ${d.port}`).sort()
  const RDS = ['jump-aurora cluster 3306', 'jump-postgres instance 5432']
  const OTHERS = [
    ...['adhoc warehouse 5439', 'basket cache 6379', 'facts warehouse 5439', 'fleet kubernetes 443'],
    ...[
      'sessions cache 6379',
      'shards cache 6379',
      'texts search 443',
      'the-docdb docdb 27017',
      'the-neptune neptune 8182',
    ],
  ]

  it('are found, each with a tunnel that is judged and a line of its client', async () => {
    const { report, stderr } = await auditByCli()
    expect(stderr).not.toMatch(/error/i)
    expect(report.gaps).toEqual([])
    expect(kinds(report)).toEqual([...OTHERS, ...RDS].sort())
    const ways = report.tunnels.map((t) => `${t.databaseId} ${t.verdict} ${t.blockedBy.map((b) => b.reason).join()}`)
    expect(ways.filter((way) => !way.includes(' READY '))).toEqual([])
    const clientOf = (id: string) => report.tunnels.find((t) => t.databaseId === id)?.commands.client?.[0]?.bash ?? ''
    expect(clientOf('basket')).toMatch(/^valkey-cli -h 127\.0\.0\.1 -p \d+ --tls --sni /)
    expect(clientOf('texts')).toMatch(/^curl --connect-to \S+:443:127\.0\.0\.1:\d+ '?https:/)
    expect(clientOf('fleet')).toMatch(/^kubectl --server https:\/\/127\.0\.0\.1:\d+ --tls-server-name /)
    expect(clientOf('the-docdb')).toMatch(/^mongosh .*directConnection=true.* --tlsCAFile /)
    expect(clientOf('the-neptune')).toMatch(/^curl --connect-to \S+:8182:127\.0\.0\.1:\d+ '?https:/)
    expect(clientOf('facts')).toMatch(/^psql /)
    expect(clientOf('shards')).toMatch(/^redis-cli -h 127\.0\.0\.1 -p \d+ --tls --sni clustercfg\.shards\./)
    // A serverless cache reads from replicas at another port of the same name.
    expect(report.databases.find((d) => d.databaseId === 'sessions')).not.toHaveProperty('readerEndpoint')
  })

  it.each([
    ['elasticache', 'DescribeServerlessCaches', 'elasticache:DescribeServerlessCaches', 'cache'],
    ['elasticache', 'DescribeReplicationGroups', 'elasticache:DescribeReplicationGroups', 'cache'],
    ['redshift', 'DescribeClusters', 'redshift:DescribeClusters', 'warehouse'],
    ['redshift-serverless', 'ListWorkgroups', 'redshift-serverless:ListWorkgroups', 'warehouse'],
    ['es', 'ListDomainNames', 'es:ListDomainNames', 'search'],
    ['es', 'DescribeDomains', 'es:DescribeDomains', 'search'],
    ['eks', 'ListClusters', 'eks:ListClusters', 'kubernetes'],
    ['eks', 'DescribeCluster', 'eks:DescribeCluster', 'kubernetes'],
  ])('%s %s refused is a gap of that kind alone', async (service, operation, api, kind) => {
    await sim.faults([{ service, operation, kind: 'denied' }])
    const { report, exitCode } = await auditByCli()
    expect(report.gaps.map((gap) => `${gap.api} ${gap.outcome}`)).toEqual([`${api} denied`])
    expect(exitCode).toBe(3)
    expect(kinds(report)).toEqual([...OTHERS.filter((each) => !each.includes(` ${kind} `)), ...RDS].sort())
    const ways = report.tunnels.map((t) => `${t.databaseId} ${t.verdict}`)
    expect(ways.filter((way) => !way.endsWith(' READY'))).toEqual([])
  })

  it.each([
    ['elasticache', 'DescribeCacheClusters'],
    ['redshift', 'DescribeClusters'],
    ['es', 'ListDomainNames'],
    ['eks', 'ListClusters'],
  ])(
    'a VPC of which %s %s could not tell whether it holds any is not said to be without',
    async (service, operation) => {
      await sim.faults([{ service, operation, kind: 'denied' }])
      const { report } = await auditByCli()
      expect(report.vpcs.map((vpc) => vpc.verdict)).not.toContain('NOT_APPLICABLE')
    },
  )

  it('say why one endpoint is not enough where keys are spread over shards', async () => {
    const { report } = await auditByCli()
    const told = report.databases.filter((database) => database.oneEndpointNote !== undefined)
    expect(told.map(({ databaseId, oneEndpointNote }) => [databaseId, oneEndpointNote])).toEqual([
      ['shards', expect.stringMatching(/^Cluster mode: .*MOVED/)],
    ])
    for (const argv of [['audit'], ['explain', 'shards'], ['connect', 'shards', '--print']]) {
      const { stdout, stderr } = await runCli([...argv, '--region', REGION])
      expect(stdout + stderr).toMatch(/Cluster mode: each shard sends a client on/)
    }
  })

  it('are BLOCKED by the hop that is in the way, those behind it alone', async () => {
    const ec2 = new EC2Client({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS })
    const rule = { GroupId: groupId, IpPermissions: [fromJumpHosts(6379, ids)] }
    await ec2.send(new RevokeSecurityGroupIngressCommand(rule))
    const { report, exitCode } = await auditByCli()
    await ec2.send(new AuthorizeSecurityGroupIngressCommand(rule))
    const caches = ['basket', 'sessions', 'shards']
    const blocked = report.tunnels.filter(({ verdict }) => verdict === 'BLOCKED')
    expect(blocked.map(({ databaseId }) => databaseId).sort()).toEqual(caches)
    for (const { blockedBy, commands } of blocked) {
      expect(blockedBy.map(({ checkId }) => checkId)).toEqual(['database-path'])
      expect(commands).toEqual({})
    }
    const hops = report.findings.flatMap(({ checkId, hops = [] }) => (checkId === 'database-path' ? hops : []))
    const obstacles = hops.filter(({ outcome }) => outcome === 'fail')
    expect(new Set(obstacles.map(({ at }) => at))).toEqual(new Set([groupId]))
    expect(report.tunnels.filter(({ verdict }) => verdict === 'READY')).toHaveLength(report.tunnels.length - 3)
    // Others in the VPC can be reached.
    expect([exitCode, report.vpcs.find(({ vpcId }) => vpcId === ids.vpcId)?.verdict]).toEqual([0, 'DEGRADED'])
    expect((await auditByCli()).report.tunnels.every(({ verdict }) => verdict === 'READY')).toBe(true)
  })

  it("are read with the audit role's rights alone", async () => {
    const role = 'audit-of-data-stores'
    const env = await sessionOf(role, audit, { sim, aws: new Variants(sim, ids) })
    await sim.settings({ enforceRoles: true })
    await sim.clearCalls()
    try {
      const run = await builtCli(['audit', '--format', 'json', '--region', REGION], {
        ...{ cwd: tmpdir(), env: env as Record<string, string> },
      })
      const report = JSON.parse(run.stdout) as Report
      const calls = (await sim.calls()).filter((call) => call.role === role)
      expect(refusals(calls)).toEqual([])
      expect(calls.map(({ action }) => action)).toEqual(expect.arrayContaining(LISTS))
      expect(report.gaps).toEqual([])
      expect(kinds(report)).toEqual([...OTHERS, ...RDS].sort())
    } finally {
      await sim.settings({ enforceRoles: false })
    }
  })
})
