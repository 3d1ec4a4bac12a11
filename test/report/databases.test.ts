import { describe, expect, it } from 'vitest'
import { leadsTo } from '../../src/model/report-subjects.js'
import { rankOf } from '../../src/report/verdicts.js'
import { reportOfSample } from '../support/sample-report.js'
import { auditOf, reportOf } from './support.js'

describe('the best way to a database', () => {
  it('names the host, and nothing in the way of what is READY', () => {
    const [database] = reportOf(auditOf()).databases
    expect(database).toMatchObject({ verdict: 'READY', via: 'i-0a1' })
    expect(database).not.toHaveProperty('problem')
  })

  it('without a host is BLOCKED by the VPC that has none', () => {
    const { databases, problems } = reportOf(auditOf([], { hosts: { ids: ['i-0ffffffffffffffff'] } }))
    const [database] = databases
    expect(database?.verdict).toBe('BLOCKED')
    expect(database).not.toHaveProperty('via')
    expect(problems.find(({ key }) => key === database?.problem)?.checkId).toBe('vpc-jump-host')
  })
})

describe.each(['troubled', 'large'] as const)('databases of %s', async (sample) => {
  const { databases, tunnels, problems } = await reportOfSample(sample)

  it('have the verdict of their best tunnel, which goes through the host that is named', () => {
    for (const database of databases) {
      const verdicts = tunnels.filter((t) => leadsTo(t, database)).map(({ verdict }) => verdict)
      const best = verdicts.toSorted((a, b) => rankOf(a) - rankOf(b))[0]
      if (best === undefined) expect(database.via).toBeUndefined()
      else {
        expect(database.verdict, database.databaseId).toBe(best)
        const through = tunnels.find((t) => leadsTo(t, database) && t.hostId === database.via)
        expect(through?.verdict, database.databaseId).toBe(best)
      }
    }
  })

  it('name a problem in the way unless they are READY, and it is one of the report', () => {
    const keys = new Set(problems.map(({ key }) => key))
    const named = databases.map(({ databaseId, verdict, problem }) => [databaseId, verdict, keys.has(problem ?? '')])
    expect(named).toEqual(named.map(([id, verdict]) => [id, verdict, verdict !== 'READY']))
  })

  it('are kept away by the first of the problems that block', () => {
    const hit = (key: string) => databases.filter((database) => database.problem === key).length
    const blocked = problems.filter(({ level }) => level === 'blocked')
    const last = blocked.findLastIndex(({ key }) => hit(key) > 0)
    expect(blocked.slice(0, last + 1).every(({ key }) => hit(key) > 0)).toBe(true)
  })
})

describe('a port of the host itself', () => {
  it('does not ask for an agent that goes on to other hosts', () => {
    const old = { at: 'regions.eu-west-1.managedNodes.i-0a1.agentVersion', set: '3.1.941.0' }
    const config = { targets: [{ name: 'own', host: 'localhost', port: 6379, vpcId: 'vpc-0a1' }] }
    const report = reportOf(auditOf([old], config))
    expect(report.tunnels.map(({ databaseId, verdict }) => `${databaseId} ${verdict}`).sort()).toEqual([
      'jump-aurora BLOCKED',
      'jump-postgres BLOCKED',
      'own READY',
    ])
  })
})
