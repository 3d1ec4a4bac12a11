import { describe, expect, it } from 'vitest'
import { choose } from '../../src/app/choose.js'
import { CATALOGUE } from '../../src/model/check-catalogue.js'
import type { Report } from '../../src/model/report.js'
import { findingKey } from '../../src/render/identity.js'
import { exitCodeOf } from '../../src/report/exit-code.js'
import { auditOf, NOW, reportOf } from './support.js'
import { audited, FIRST, merged, refused, reportIn, SECOND, THIRD } from './support-accounts.js'

const BLOCKED = [{ at: 'regions.eu-west-1.instances.i-0a1.state', set: 'stopped' }]
const YESTERDAY = new Date('2026-11-23T06:00:00.000Z')
const first = reportOf(auditOf())
const second = reportIn(SECOND, '9', BLOCKED)
const both = merged([audited(first, { name: 'platform', profile: 'platform' }), audited(second)])
/** Local ports that commands name. */
const numbersIn = (commands: object): number[] =>
  [...JSON.stringify(commands).matchAll(/localPortNumber\D+(\d+)|127\.0\.0\.1:(\d+)| port=(\d+)/g)].flatMap(
    ([, ...found]) => found.flatMap((number) => (number === undefined ? [] : Number(number))),
  )
const total = (counts: Record<string, number>) => Object.values(counts).reduce((sum, n) => sum + n, 0)
const distinct = (items: readonly string[]) => new Set(items).size

describe('the report of two accounts', () => {
  it('has everything of both, each with its account', () => {
    for (const list of ['vpcs', 'hosts', 'databases', 'tunnels'] as const)
      expect(both[list].map(({ accountId }) => accountId)).toEqual([
        ...first[list].map(() => FIRST),
        ...second[list].map(() => SECOND),
      ])
    expect(both.scope).toEqual({
      accountId: FIRST,
      partition: 'aws',
      regions: ['eu-west-1'],
      accounts: [
        {
          ...{ accountId: FIRST, name: 'platform', entered: true, regions: ['eu-west-1'], profile: 'platform' },
          as: `arn:aws:sts::${FIRST}:assumed-role/audit/ssm-ready`,
        },
        {
          ...{ accountId: SECOND, entered: true, regions: ['eu-west-1'] },
          as: `arn:aws:sts::${SECOND}:assumed-role/audit/ssm-ready`,
        },
      ],
    })
    expect(both.complete).toBe(true)
  })

  it('counts both', () => {
    const sum = (of: (report: Report) => number) => of(first) + of(second)
    expect(both.summary.vpcs.BLOCKED).toBe(1)
    expect(both.summary.vpcs.READY).toBe(1)
    expect(total(both.summary.findings)).toBe(sum(({ summary }) => total(summary.findings)))
    expect(total(both.summary.tunnels)).toBe(sum(({ tunnels }) => tunnels.length))
    expect(merged([audited(first)], { apiCalls: { 'sts:AssumeRole': 2 } }).summary.apiCalls).toEqual({
      ...first.summary.apiCalls,
      'sts:AssumeRole': 2,
    })
  })

  it('tells findings and problems of equal names apart', () => {
    expect(distinct(both.findings.map(findingKey))).toBe(both.findings.length)
    expect(distinct(both.problems.map(({ key }) => key))).toBe(both.problems.length)
    const levels = both.problems.map(({ level }) => level)
    expect(levels).toEqual(levels.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)))
    expect(both.databases.flatMap(({ problem = [] }) => problem)).not.toEqual([])
    for (const { problem, accountId } of both.databases)
      if (problem !== undefined)
        expect(both.problems.find(({ key }) => key === problem)?.subjects[0]).toMatchObject({ accountId })
  })

  it('gives every database a local port of its own, so that all tunnels can be open at once', () => {
    const [one] = first.tunnels
    const text = JSON.stringify(second)
    // As where their names have the same hash.
    const ports = second.tunnels.flatMap(({ commands, localPort }) => [localPort, ...numbersIn(commands)])
    const [other = 0] = ports
    const alike: Report = JSON.parse(text.replaceAll(String(other), String(one?.localPort)))
    expect(alike.tunnels.map(({ localPort }) => localPort)).toContain(one?.localPort)
    const apart = merged([audited(first), audited(alike)])
    const all = apart.tunnels.flatMap(({ localPort, commands, databaseId, accountId, hostId }) =>
      [...new Set([localPort, ...numbersIn(commands)])].map((port) => ({
        port,
        whose: `${accountId} ${databaseId}`,
        hostId,
      })),
    )
    const owners = new Map<number, Set<string>>()
    for (const { port, whose } of all) owners.set(port, (owners.get(port) ?? new Set()).add(whose))
    expect([...owners.values()].filter(({ size }) => size > 1)).toEqual([])
    // The commands go by the same port as the rest.
    for (const { localPort, commands } of apart.tunnels)
      if (commands.startSession) expect(numbersIn(commands)).toContain(localPort)
    expect(apart.tunnels.filter(({ accountId }) => accountId === FIRST)).toEqual(merged([audited(first)]).tunnels)
  })

  it('ends as the worst of them', () => {
    expect(exitCodeOf(both, 'blocked')).toBe(2)
    expect(exitCodeOf(merged([audited(first)]), 'blocked')).toBe(exitCodeOf(first, 'blocked'))
  })
})

const ORDER = ['blocked', 'degraded', 'unknown', 'deviating']

describe('an account that could not be entered', () => {
  const report = merged([audited(first), refused(THIRD)])

  it('is named, and a gap that leaves every check open', () => {
    expect(report.scope.accounts?.[1]).toEqual({
      ...{ accountId: THIRD, entered: false, reason: 'denied', message: 'The role audit cannot be assumed.' },
    })
    expect(report.gaps).toEqual([
      {
        ...{ api: 'sts:AssumeRole', accountId: THIRD, region: 'global', outcome: 'denied' },
        message: 'The role audit cannot be assumed.',
        affects: CATALOGUE.map(({ id }) => id),
      },
    ])
    expect(report.complete).toBe(false)
    expect(exitCodeOf(report, 'blocked')).toBe(3)
  })

  it('has its VPCs UNKNOWN, as far as the report before knew them, and nothing of it has changed', () => {
    const third = reportIn(THIRD, '7', [], { now: YESTERDAY })
    const previous = merged([audited({ ...first, generatedAt: YESTERDAY.toISOString() }), audited(third)], {
      now: YESTERDAY,
    })
    const now = merged([audited(first), refused(THIRD)], { previous })
    expect(now.vpcs.filter(({ accountId }) => accountId === THIRD)).toEqual([
      expect.objectContaining({
        vpcId: 'vpc-70a1',
        verdict: 'UNKNOWN',
        posture: 'UNKNOWN',
        hostIds: [],
        databaseIds: [],
      }),
    ])
    expect(now.summary.vpcs.UNKNOWN).toBe(1)
    expect(now.changes).toEqual([])
  })

  it('is none where it was left out on purpose', () => {
    const suspended = { accountId: THIRD, name: 'old', leftOut: 'SUSPENDED in the organization.' }
    const report = merged([audited(first), suspended])
    expect(report.complete).toBe(true)
    expect(report.scope.accounts?.[1]).toEqual({
      ...{
        accountId: THIRD,
        name: 'old',
        entered: false,
        reason: 'left-out',
        message: 'SUSPENDED in the organization.',
      },
    })
  })

  it('is entered where one of its regions was looked at; the other is the gap', () => {
    const report = merged([audited(first), refused(FIRST, 'eu-central-1')])
    expect(report.scope.accounts).toEqual([expect.objectContaining({ entered: true, regions: ['eu-west-1'] })])
    expect(report.gaps).toEqual([expect.objectContaining({ accountId: FIRST, region: 'eu-central-1' })])
  })
})

describe('reports of several regions of one account', () => {
  const IAM = [{ at: 'iam.roles.jump-host.inlinePolicies', failed: 'denied' as const }]

  it('tell what IAM refused once', () => {
    const here = reportOf(auditOf(IAM))
    const there: Report = JSON.parse(
      JSON.stringify(here)
        .replaceAll('eu-west-1', 'eu-central-1')
        .replace(/\b(i|vpc)-(?=[0-9a-z])/g, '$1-9'),
    )
    const report = merged([audited(here), audited(there)])
    expect(report.gaps.filter(({ region }) => region === 'global')).toEqual(here.gaps)
    const problems = report.problems.filter(({ key }) => key.includes('/api/global/'))
    expect(distinct(problems.map(({ key }) => key))).toBe(problems.length)
    const [one] = problems
    expect(new Set(one?.subjects.map(({ region }) => region))).toEqual(new Set(['eu-west-1', 'eu-central-1']))
    expect(report.scope.regions).toEqual(['eu-west-1', 'eu-central-1'])
  })
})

describe('the report of several accounts and the one before', () => {
  const ofYesterday = (report: Report) => ({ ...report, generatedAt: YESTERDAY.toISOString() })
  const healthy = reportIn(SECOND, '9')
  const previous = merged([audited(ofYesterday(first)), audited(ofYesterday(healthy))], { now: YESTERDAY })

  it('says what has changed, of which account, and since when problems are there', () => {
    const now = merged([audited(first), audited(second)], { previous })
    expect(now.changes?.length).toBeGreaterThan(0)
    expect(new Set(now.changes?.map(({ accountId }) => accountId))).toEqual(new Set([SECOND]))
    expect(now.changes).toContainEqual(
      expect.objectContaining({ kind: 'vpc', id: 'vpc-90a1', before: 'READY', after: 'BLOCKED' }),
    )
    expect(now.runs?.map(({ at, vpcs }) => [at, vpcs.BLOCKED])).toEqual([
      [YESTERDAY.toISOString(), 0],
      [NOW.toISOString(), 1],
    ])
    const blocking = now.problems.filter(({ level }) => level === 'blocked')
    expect(new Set(blocking.map(({ since }) => since))).toEqual(new Set([NOW.toISOString()]))
    const tomorrow = new Date('2026-11-25T06:00:00.000Z')
    const later = merged([audited(second)], { previous: now, now: tomorrow })
    expect(later.problems.filter(({ level }) => level === 'blocked').map(({ since }) => since)).toEqual(
      blocking.map(() => NOW.toISOString()),
    )
  })

  it('compares with a report of one account what both looked at', () => {
    const now = merged([audited(first), audited(second)], { previous: ofYesterday(healthy) })
    expect(new Set(now.changes?.map(({ accountId }) => accountId))).toEqual(new Set([SECOND]))
    expect(merged([audited(first), audited(second)], { previous: ofYesterday(first) }).changes).toEqual([])
    const alone = reportIn(SECOND, '9', BLOCKED, { previous })
    expect(alone.changes).toContainEqual(expect.objectContaining({ kind: 'vpc', before: 'READY', after: 'BLOCKED' }))
    expect(alone.changes?.filter(({ after }) => after === undefined)).toEqual([])
  })
})

it('databases of one name in two accounts are asked for by names that tell them apart', () => {
  const ask = () => choose(both, 'jump-postgres')
  expect(ask).toThrow('name one of vpc-0a1/instance/jump-postgres, vpc-90a1/instance/jump-postgres')
  expect(choose(both, 'vpc-90a1/instance/jump-postgres').database?.accountId).toBe(SECOND)
})
