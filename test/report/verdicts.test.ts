import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CAPABILITIES, type Finding, STATUSES, VERDICTS, type Verdict } from '../../src/model/finding.js'
import { type VpcFacts, verdictOf, vpcVerdict } from '../../src/report/verdicts.js'
import { weigh } from '../../src/report/weigh.js'
import { hostFinding } from './support.js'

const verdict = (...findings: Finding[]) => verdictOf(weigh(findings), 'tunnel')

describe('a verdict', () => {
  it.each<[Finding['status'][], Verdict]>([
    [[], 'READY'],
    [['pass', 'skip'], 'READY'],
    [['pass', 'warn'], 'DEGRADED'],
    [['warn', 'unknown'], 'UNKNOWN'],
    [['fail', 'unknown', 'warn', 'pass'], 'BLOCKED'],
  ])('of %j is %s', (statuses, expected) => {
    expect(verdict(...statuses.map((status) => hostFinding('host-running', status)))).toBe(expected)
  })

  it('rests on findings that bear on the capability alone', () => {
    expect(verdict(hostFinding('path-kms', 'fail', { blocks: ['shell'] }))).toBe('READY')
  })
})

describe('runtime evidence', () => {
  const channel = hostFinding('node-channel', 'pass')
  const online = hostFinding('node-online', 'pass')
  const probe = hostFinding('probe-database', 'pass')

  it.each([
    ...['path-ssmmessages', 'vpc-dns', 'node-registered', 'role-attached', 'role-trust', 'host-metadata-service'].map(
      (id) => [id, channel] as const,
    ),
    ['path-ssm', online] as const,
    ['database-path', probe] as const,
    ['database-name', probe] as const,
  ])('%s: what is seen to work turns a fail into a warn and drops an unknown', (checkId, evidence) => {
    expect(verdict(hostFinding(checkId, 'fail'))).toBe('BLOCKED')
    expect(verdict(hostFinding(checkId, 'fail'), evidence)).toBe('DEGRADED')
    expect(verdict(hostFinding(checkId, 'unknown'), evidence)).toBe('READY')
    expect(verdict(hostFinding(checkId, 'warn'), evidence)).toBe('DEGRADED')
  })

  it('supports role-session-permissions: an unknown counts as a warn, a fail stays a fail', () => {
    expect(verdict(hostFinding('role-session-permissions', 'unknown'), channel)).toBe('DEGRADED')
    expect(verdict(hostFinding('role-session-permissions', 'fail'), channel)).toBe('BLOCKED')
  })

  it.each(['host-running', 'agent-remote-host', 'path-ec2messages', 'session-documents', 'database-available'])(
    'proves nothing of %s',
    (checkId) => {
      expect(verdict(hostFinding(checkId, 'fail'), channel, online, probe)).toBe('BLOCKED')
      expect(verdict(hostFinding(checkId, 'unknown'), channel, online, probe)).toBe('UNKNOWN')
    },
  )

  it('is evidence only when it passed', () => {
    for (const status of ['fail', 'warn', 'unknown', 'skip'] as const)
      expect(verdict(hostFinding('vpc-dns', 'fail'), hostFinding('node-channel', status))).toBe('BLOCKED')
  })
})

describe('the verdict of a VPC', () => {
  const known = { shells: [], hostsKnown: true, databasesKnown: true }

  it.each<[string, VpcFacts, string]>([
    ['all databases ready', { ...known, databases: ['READY', 'READY'] }, 'READY'],
    ['none ready', { ...known, databases: ['BLOCKED', 'BLOCKED'] }, 'BLOCKED'],
    ['some ready', { ...known, databases: ['READY', 'BLOCKED'] }, 'DEGRADED'],
    ['ready with warnings only', { ...known, databases: ['DEGRADED'] }, 'DEGRADED'],
    ['ready and ready with warnings', { ...known, databases: ['READY', 'DEGRADED'] }, 'DEGRADED'],
    ['warnings and blocked', { ...known, databases: ['DEGRADED', 'BLOCKED'] }, 'DEGRADED'],
    ['one unknown beside a ready one', { ...known, databases: ['READY', 'UNKNOWN'] }, 'UNKNOWN'],
    ['one unknown beside a blocked one', { ...known, databases: ['BLOCKED', 'UNKNOWN'] }, 'UNKNOWN'],
    ['unknown between ready and blocked', { ...known, databases: ['READY', 'BLOCKED', 'UNKNOWN'] }, 'DEGRADED'],
    ['unknown beside a degraded one', { ...known, databases: ['DEGRADED', 'UNKNOWN'] }, 'DEGRADED'],
    ['ready, but there may be more', { ...known, databases: ['READY'], databasesKnown: false }, 'UNKNOWN'],
    [
      'blocked, but there may be one that is ready',
      { ...known, databases: ['BLOCKED'], databasesKnown: false },
      'UNKNOWN',
    ],
    ['degraded whatever else there is', { ...known, databases: ['DEGRADED'], databasesKnown: false }, 'DEGRADED'],
    ['no database, one host ready', { ...known, databases: [], shells: ['BLOCKED', 'READY'] }, 'READY'],
    ['no database, hosts degraded', { ...known, databases: [], shells: ['DEGRADED', 'UNKNOWN'] }, 'DEGRADED'],
    ['no database, hosts unknown', { ...known, databases: [], shells: ['BLOCKED', 'UNKNOWN'] }, 'UNKNOWN'],
    ['no database, hosts blocked', { ...known, databases: [], shells: ['BLOCKED'] }, 'BLOCKED'],
    ['nothing', { ...known, databases: [] }, 'NOT_APPLICABLE'],
    ['nothing seen of databases', { ...known, databases: [], shells: ['READY'], databasesKnown: false }, 'UNKNOWN'],
    ['nothing seen of caches', { ...known, databases: [], mayHoldOthers: true }, 'UNKNOWN'],
    ['ready, nothing seen of caches', { ...known, databases: ['READY'], mayHoldOthers: true }, 'READY'],
    ['nothing seen of hosts', { ...known, databases: [], hostsKnown: false }, 'UNKNOWN'],
  ])('%s', (_, facts, expected) => {
    expect(vpcVerdict(facts)).toBe(expected)
  })

  it('is never READY or BLOCKED where an unknown database could make it otherwise', () => {
    const best = fc.constantFrom(...VERDICTS)
    fc.assert(
      fc.property(
        fc.array(best, { minLength: 1, maxLength: 5 }),
        fc.array(fc.constantFrom('READY', 'DEGRADED', 'BLOCKED'), { minLength: 5, maxLength: 5 }),
        (databases, outcomes) => {
          const verdict = vpcVerdict({ ...known, databases })
          const settled = databases.map((d, i) => (d === 'UNKNOWN' ? (outcomes[i] ?? 'READY') : d))
          if (verdict === 'READY' || verdict === 'BLOCKED')
            expect(vpcVerdict({ ...known, databases: settled })).toBe(verdict)
        },
      ),
    )
  })
})

describe('any findings', () => {
  const IDS = [
    'node-channel',
    'node-online',
    'path-ssm',
    'vpc-dns',
    'role-session-permissions',
    'host-running',
    'agent-remote-host',
  ]
  const finding = fc.record({
    checkId: fc.constantFrom(...IDS),
    status: fc.constantFrom(...STATUSES),
    blocks: fc.subarray([...CAPABILITIES]),
  })
  const findings = fc
    .array(finding, { maxLength: 12 })
    .map((all) => all.map(({ checkId, status, blocks }) => hostFinding(checkId, status, { blocks })))
  const RANK: readonly Verdict[] = ['READY', 'DEGRADED', 'UNKNOWN', 'BLOCKED']

  it('a finding that goes from pass to fail never improves a verdict', () => {
    fc.assert(
      fc.property(findings, fc.nat(), fc.constantFrom(...CAPABILITIES), (all, at, capability) => {
        const i = all.length === 0 ? 0 : at % all.length
        const worse = all.map((f, j): Finding => (i === j && f.status === 'pass' ? { ...f, status: 'fail' } : f))
        expect(RANK.indexOf(verdictOf(weigh(worse), capability))).toBeGreaterThanOrEqual(
          RANK.indexOf(verdictOf(weigh(all), capability)),
        )
      }),
    )
  })

  it('say the same in any order', () => {
    fc.assert(
      fc.property(
        findings.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        fc.constantFrom(...CAPABILITIES),
        ([all, shuffled], capability) => {
          expect(verdictOf(weigh(shuffled), capability)).toBe(verdictOf(weigh(all), capability))
        },
      ),
    )
  })
})
