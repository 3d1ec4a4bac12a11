import { describe, expect, it } from 'vitest'
import { causesOf } from '../../src/render/causes.js'
import { indexReport } from '../../src/render/report-index.js'
import { ranked } from '../../src/report/in-the-way.js'
import { auditOf, reportOf } from './support.js'

const OLD_AGENT = { at: 'regions.eu-west-1.managedNodes.i-0a1.agentVersion', set: '3.1.1000.0' }
const TARGETS = [{ name: 'console', host: 'localhost', port: 8080, vpcId: 'vpc-0a1' }]

describe('a port of the host itself', () => {
  const report = reportOf(auditOf([OLD_AGENT], { targets: TARGETS }))
  const remoteHost = report.problems.find(({ checkId }) => checkId === 'agent-remote-host')

  it('is reached through an agent that forwards to no other host', () => {
    const verdicts = report.databases.map(({ databaseId, verdict }) => [databaseId, verdict])
    expect(Object.fromEntries(verdicts)).toMatchObject({ 'jump-postgres': 'BLOCKED', 'jump-aurora': 'BLOCKED' })
    expect(['READY', 'DEGRADED']).toContain(Object.fromEntries(verdicts)['console'])
  })

  it('is not said to be kept away by it', () => {
    const [found] = report.databases.filter(({ databaseId }) => databaseId === 'console')
    const [tunnel] = report.tunnels.filter(({ databaseId }) => databaseId === 'console')
    if (!found || !tunnel) throw new Error('no console')
    const database = { ...found, verdict: 'DEGRADED' as const }
    const { databases } = ranked(report.problems, [{ database, tunnel, hostVpcId: 'vpc-0a1' }])
    expect(remoteHost?.level).toBe('blocked')
    expect(databases[0]).not.toHaveProperty('problem')
  })

  it('nor is anything else that can be reached', () => {
    const databases = report.databases.map((database) =>
      database.databaseId === 'jump-aurora' ? { ...database, verdict: 'DEGRADED' as const } : database,
    )
    const weakened = { ...report, databases }
    const cause = causesOf(weakened, indexReport(weakened)).find(({ problem }) => problem.key === remoteHost?.key)
    expect(cause?.keepsAway).toEqual(['jump-postgres'])
  })
})
