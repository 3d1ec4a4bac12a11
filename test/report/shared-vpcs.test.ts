import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import type { Patch } from '../support/patch.js'
import { audited, FIRST, merged, reportIn, SECOND } from './support-accounts.js'

const REGION = 'regions.eu-west-1'
const NO_DATABASES: Patch[] = ['dbInstances', 'dbClusters', 'dbProxies'].map((list) => ({
  at: `${REGION}.${list}`,
  set: [],
}))
const NO_HOSTS: Patch[] = [{ at: `${REGION}.instances`, set: [] }]

/** How the second account sees a VPC that the first shares with it. */
function participant(patches: Patch[], targets: readonly object[] = []): Report {
  const shared = reportIn(
    SECOND,
    '',
    [...patches, { at: `${REGION}.vpcs.vpc-0a1.ownerId`, set: '999900001111' }],
    {},
    targets,
  )
  return JSON.parse(JSON.stringify(shared).replaceAll('999900001111', FIRST))
}

const VPC = 'vpc-0a1'
const rowOf = ({ vpcs }: Report) => vpcs.filter(({ vpcId }) => vpcId === VPC)

describe('a VPC that two accounts share', () => {
  const owner = reportIn(FIRST, '', NO_DATABASES)
  const guest = participant(NO_HOSTS)
  const report = merged([audited(guest), audited(owner)])

  it('says in the report of one account whose it is', () => {
    expect(rowOf(guest)).toEqual([expect.objectContaining({ accountId: SECOND, ownerId: FIRST })])
    expect(rowOf(owner)[0]).not.toHaveProperty('ownerId')
  })

  it('is there once, as its owner has it, with hosts and databases of both', () => {
    const [row, ...others] = rowOf(report)
    expect(others).toEqual([])
    expect(row).toMatchObject({ accountId: FIRST, accountIds: [SECOND, FIRST] })
    expect(row?.hostIds).toEqual(rowOf(owner)[0]?.hostIds)
    expect(row?.databaseIds).toEqual(rowOf(guest)[0]?.databaseIds)
  })

  it('is not BLOCKED for want of a host that the other account has: nobody judged the way', () => {
    expect(rowOf(guest)[0]?.verdict).toBe('BLOCKED')
    expect(rowOf(report)[0]?.verdict).toBe('UNKNOWN')
    expect(new Set(report.databases.map(({ verdict }) => verdict))).toEqual(new Set(['UNKNOWN']))
    expect(report.summary.vpcs).toMatchObject({ BLOCKED: 0, UNKNOWN: 1 })
    const [problem, ...others] = report.problems.filter(({ checkId }) => checkId === 'vpc-jump-host')
    expect(others).toEqual([])
    expect(problem).toMatchObject({ level: 'unknown', reason: 'hosts-of-another-account' })
    expect(problem?.message).toContain(`i-0a1 of account ${FIRST}`)
    expect(problem?.remedy).toEqual({ text: expect.stringContaining('i-0a1') })
  })

  it('has one finding of each check', () => {
    const own = report.findings.filter(({ subject }) => subject.kind === 'vpc' && subject.id === VPC)
    expect(new Set(own.map(({ checkId }) => checkId)).size).toBe(own.length)
    expect(own.find(({ checkId }) => checkId === 'vpc-jump-host')).toMatchObject({
      ...{ status: 'unknown', reason: 'hosts-of-another-account', subject: { accountId: SECOND } },
    })
    expect(own.find(({ checkId }) => checkId === 'endpoint-ssm')).toMatchObject({
      status: 'pass',
      subject: { accountId: FIRST },
    })
  })

  it('stays BLOCKED where the other account has no host that tunnels can be opened through', () => {
    const stopped = reportIn(FIRST, '', [...NO_DATABASES, { at: `${REGION}.instances.i-0a1.state`, set: 'stopped' }])
    expect(rowOf(merged([audited(guest), audited(stopped)]))[0]?.verdict).toBe('BLOCKED')
  })

  it('has a target of the config once, by the way of whoever has one', () => {
    const target = { name: 'warehouse', host: '10.0.10.20', port: 5439, vpcId: VPC, engine: 'postgres' }
    const told = [
      reportIn(FIRST, '', NO_DATABASES, {}, [target]),
      participant([...NO_HOSTS, ...NO_DATABASES], [target]),
    ]
    expect(told.map(({ databases }) => databases.map(({ kind }) => kind))).toEqual([['target'], ['target']])
    for (const order of [told, told.toReversed()]) {
      const both = merged(order.map((each) => audited(each)))
      expect(both.databases).toEqual([expect.objectContaining({ databaseId: 'warehouse', accountId: FIRST })])
      expect(both.databases[0]?.verdict).toBe(told[0]?.databases[0]?.verdict)
      expect(rowOf(both)).toEqual([
        expect.objectContaining({ databaseIds: ['warehouse'], verdict: rowOf(told[0] ?? both)[0]?.verdict }),
      ])
      const ofTarget = both.findings.filter(({ subject }) => subject.kind === 'database')
      expect(new Set(ofTarget.map(({ checkId }) => checkId)).size).toBe(ofTarget.length)
      const jump = both.findings.filter(({ checkId, subject }) => checkId === 'vpc-jump-host' && subject.id === VPC)
      expect(jump).toMatchObject([{ status: 'pass', subject: { accountId: FIRST } }])
      expect(both.problems.filter(({ checkId }) => checkId === 'vpc-jump-host')).toEqual([])
    }
  })

  it('is DEGRADED where one account reaches its databases and the other, with a host of its own, does not', () => {
    const ready = reportIn(FIRST, '')
    const text = JSON.stringify(participant([{ at: `${REGION}.instances.i-0a1.state`, set: 'stopped' }]))
    const blocked: Report = JSON.parse(text.replaceAll('i-0a1', 'i-0b2'))
    expect(rowOf(merged([audited(ready), audited(blocked)]))[0]?.verdict).toBe('DEGRADED')
  })
})
