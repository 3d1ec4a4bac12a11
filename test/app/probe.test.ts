import { describe, expect, it } from 'vitest'
import type { ProbeWish } from '../../src/app/probe/probe-once.js'
import { probeTunnels } from '../../src/app/probe.js'
import { openSampleAccount } from '../../src/app/sample-account.js'
import type { Collected } from '../../src/model/collected.js'
import type { Report } from '../../src/model/report.js'
import type { ProbeResult } from '../../src/model/snapshot-probes.js'
import { auditOf, reportOf } from '../report/support.js'
import { articleSnapshot } from '../support/article.js'

const REPORT = reportOf(auditOf())
const [DATABASE] = REPORT.databases
const [TUNNEL] = REPORT.tunnels
if (!DATABASE || !TUNNEL) throw new Error('the reference account has a database and a tunnel')

/** Databases a and b, each through hosts i-1 and i-2; the best way to a is i-2. */
const MANY: Report = {
  ...REPORT,
  databases: ['a', 'b'].map((databaseId) => ({ ...DATABASE, databaseId, via: databaseId === 'a' ? 'i-2' : 'i-1' })),
  tunnels: ['a', 'b'].flatMap((databaseId) => ['i-1', 'i-2'].map((hostId) => ({ ...TUNNEL, databaseId, hostId }))),
}
const ANSWERED: Collected<ProbeResult> = {
  outcome: 'ok',
  api: 'ssm:StartSession',
  value: { at: '2026-11-24T06:00:05.000Z', by: 'session', outcome: 'answered', latencyMs: 1 },
}
const DENIED = { outcome: 'denied' as const, api: 'ssm:StartSession', message: 'no' }

async function probed(
  report: Report,
  {
    result = ANSWERED,
    limit = 60_000,
    previous,
  }: { result?: typeof ANSWERED | ((hostId: string) => typeof ANSWERED); limit?: number; previous?: Report } = {},
) {
  const tried: string[] = []
  const waits: number[] = []
  const account = await openSampleAccount('article', [])
  const snapshot = await probeTunnels(report, articleSnapshot(), {
    account: { ...account, now: () => new Date('2026-11-24T06:00:00.000Z'), sleep: async (ms) => void waits.push(ms) },
    env: {},
    limit,
    signal: new AbortController().signal,
    probeOne: async ({ hostId, database }: ProbeWish) => {
      tried.push(`${hostId}/${database.databaseId}`)
      return typeof result === 'function' ? result(hostId) : result
    },
    ...(previous && { pause: { milliseconds: 23 * 3_600_000, previous } }),
  })
  const [region] = snapshot.regions
  return { tried, waits, probes: region?.probes ?? [], diagnoses: region?.diagnoses ?? [] }
}

describe('a probe', () => {
  it('tries one way to each database first, the best, one a second', async () => {
    const { tried, waits, probes } = await probed(MANY)
    expect(tried).toEqual(['i-2/a', 'i-1/b', 'i-1/a', 'i-2/b'])
    expect(waits).toEqual([1_000, 1_000, 1_000])
    expect(probes.map(({ hostId, databaseId }) => `${hostId}/${databaseId}`)).toEqual([
      'i-1/a',
      'i-1/b',
      'i-2/a',
      'i-2/b',
    ])
  })

  it('leaves alone what is blocked, and a database without a name', async () => {
    const [first, ...rest] = MANY.tunnels
    const blocked = { ...MANY, tunnels: [...rest, ...(first ? [{ ...first, verdict: 'BLOCKED' as const }] : [])] }
    expect((await probed(blocked)).tried).toEqual(['i-2/a', 'i-1/b', 'i-2/b'])
    const nameless = { ...MANY, databases: MANY.databases.map((database) => ({ ...database, endpoint: '' })) }
    expect((await probed(nameless)).tried).toEqual([])
  })

  it('starts nothing when its time is over, and says so of each', async () => {
    const { tried, probes } = await probed(MANY, { limit: -1 })
    expect(tried).toEqual([])
    expect(probes.map(({ untried }) => untried)).toEqual(Array(4).fill('time-over'))
  })

  it('asks no host again that has refused a session, whatever lies behind it', async () => {
    const { tried, probes } = await probed(MANY, { result: DENIED })
    expect(tried).toEqual(['i-2/a', 'i-1/b'])
    expect(probes.map(({ result, untried }) => untried ?? result?.outcome)).toEqual([
      ...['host-refused', 'denied', 'denied', 'host-refused'],
    ])
  })

  it.each([
    ['denied', 'denied', 3],
    ['throttled', 'throttled', 3],
    ['of which one opened a session', 'ok', 5],
  ])('asks no more after three hosts that refused and not one session: %s', async (_, last, asked) => {
    const hosts = ['i-1', 'i-2', 'i-3', 'i-4', 'i-5']
    const many = {
      ...MANY,
      databases: MANY.databases.slice(0, 1),
      tunnels: hosts.map((hostId) => ({ ...TUNNEL, databaseId: 'a', hostId })),
    }
    const outcome = last === 'throttled' ? ('throttled' as const) : ('denied' as const)
    const result = (hostId: string) => (last === 'ok' && hostId === 'i-1' ? ANSWERED : { ...DENIED, outcome })
    const { tried, probes } = await probed(many, { result })
    expect(tried).toHaveLength(asked)
    expect(probes.filter(({ untried }) => untried === 'sessions-refused')).toHaveLength(hosts.length - asked)
    expect(probes).toHaveLength(hosts.length)
  })

  it('asks no agent again that an earlier report has asked within the day', async () => {
    const [host] = REPORT.hosts
    if (!host) throw new Error('the reference account has a host')
    const { instanceId, region } = host
    const asked = (at: string): Report => ({
      ...MANY,
      findings: [
        {
          ...{ checkId: 'probe-diagnostics', status: 'pass', reason: 'diagnosed', message: '', doc: '' },
          ...{ blocks: [], posture: false, evidence: { at } },
          subject: { kind: 'host', id: instanceId, region, accountId: '123456789012' },
        },
      ],
    })
    const { diagnoses } = await probed(REPORT, { previous: asked('2026-11-23T08:00:00.000Z') })
    expect(diagnoses).toEqual([{ hostId: instanceId, earlier: '2026-11-23T08:00:00.000Z' }])
    const later = await probed(REPORT, { previous: asked('2026-11-23T06:59:00.000Z') })
    expect(later.diagnoses.map(({ earlier }) => earlier)).toEqual([undefined])
  })

  it.each([
    ['2026-11-23T08:00:00.000Z', ['i-1/b', 'i-2/a', 'i-2/b'], true],
    ['2026-11-23T06:59:00.000Z', ['i-2/a', 'i-1/b', 'i-1/a', 'i-2/b'], false],
  ])('keeps an earlier proof of %s', async (at, expected, isKept) => {
    const proof = { at, by: 'session' as const, answered: true, server: 'PostgreSQL', latencyMs: 40 }
    const previous = {
      ...MANY,
      tunnels: MANY.tunnels.map((t) => (t.hostId === 'i-1' && t.databaseId === 'a' ? { ...t, proof } : t)),
    }
    const { tried, probes } = await probed(MANY, { previous })
    expect(tried.toSorted()).toEqual(expected.toSorted())
    expect(probes.find(({ earlier }) => earlier)?.earlier).toEqual(isKept ? proof : undefined)
  })
})
