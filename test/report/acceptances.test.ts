import { describe, expect, it } from 'vitest'
import { applyAcceptances } from '../../src/report/acceptances.js'
import { exitCodeOf } from '../../src/report/exit-code.js'
import { auditOf, hostFinding, reportOf } from './support.js'

const accept = (check: string, subject: string, until?: string) => ({
  check,
  subject,
  reason: 'known',
  ...(until && { until }),
})
const keyless = hostFinding('host-keyless', 'fail', { blocks: [], posture: true })

describe('an acceptance', () => {
  it.each([
    ['i-0a1', true],
    ['i-0a*', true],
    ['i-0a?', true],
    ['*', true],
    ['i-0a', false],
    ['0a1', false],
    ['i.0a1', false],
    ['I-0A1', false],
    ['i-0a1|*', false],
  ])('of subject %s', (subject, matches) => {
    const { findings, problems } = applyAcceptances([keyless], [accept('host-keyless', subject)], '2026-11-24')
    expect(findings[0]?.accepted).toEqual(matches ? { reason: 'known' } : undefined)
    expect(problems).toEqual(matches ? [] : [{ check: 'host-keyless', subject, problem: 'unmatched' }])
  })

  it.each([
    ['2026-11-23', false],
    ['2026-11-24', true],
    ['2026-12-01', true],
  ])('until %s holds through that day', (until, holds) => {
    const { findings, problems } = applyAcceptances([keyless], [accept('host-keyless', '*', until)], '2026-11-24')
    expect(findings[0]?.accepted).toEqual(holds ? { reason: 'known', until } : undefined)
    expect(problems.map((p) => p.problem)).toEqual(holds ? [] : ['expired'])
  })

  it('gives way to a later one when it has expired', () => {
    const rules = [accept('host-keyless', '*', '2026-01-01'), accept('host-keyless', 'i-0a1')]
    const { findings, problems } = applyAcceptances([keyless], rules, '2026-11-24')
    expect(findings[0]?.accepted).toEqual({ reason: 'known' })
    expect(problems).toEqual([{ check: 'host-keyless', subject: '*', problem: 'expired' }])
  })

  it('is of no use for what passes', () => {
    const passing = hostFinding('host-keyless', 'pass')
    const { findings, problems } = applyAcceptances([passing], [accept('host-keyless', '*')], '2026-11-24')
    expect(findings[0]?.accepted).toBeUndefined()
    expect(problems).toHaveLength(1)
  })
})

it('that another one covers as well is not unmatched', () => {
  const rules = [accept('host-keyless', '*'), accept('host-keyless', 'i-0a1')]
  expect(applyAcceptances([keyless], rules, '2026-11-24').problems).toEqual([])
})

describe('in a report', () => {
  const withKey = { at: 'regions.eu-west-1.instances.i-0a1.keyName', set: 'ops' }
  const stopped = { at: 'regions.eu-west-1.instances.i-0a1.state', set: 'stopped' }

  it('an accepted deviation stays as a finding and leaves the posture and the exit code', () => {
    const deviating = reportOf(auditOf([withKey]))
    expect(deviating.vpcs[0]).toMatchObject({ verdict: 'READY', posture: 'DEVIATING' })
    expect(exitCodeOf(deviating, 'deviating')).toBe(2)
    const accepted = reportOf(auditOf([withKey], { accept: [accept('host-keyless', 'i-0a1')] }))
    expect(accepted.findings.find((f) => f.checkId === 'host-keyless')).toMatchObject({
      status: 'fail',
      accepted: { reason: 'known' },
    })
    expect(accepted.vpcs[0]).toMatchObject({ verdict: 'READY', posture: 'COMPLIANT' })
    expect(accepted.hosts[0]?.posture).toBe('COMPLIANT')
    expect(exitCodeOf(accepted, 'deviating')).toBe(0)
    expect(accepted.acceptances).toBeUndefined()
  })

  it('an accepted blocker never makes READY of BLOCKED, but leaves the exit code', () => {
    const everything = ['host-running', 'node-registered', 'node-online', 'node-channel', 'host-status-checks']
    const accepted = reportOf(auditOf([stopped], { accept: everything.map((check) => accept(check, 'i-*')) }))
    expect(accepted.vpcs[0]).toMatchObject({ verdict: 'BLOCKED', verdictBesidesAccepted: 'READY' })
    expect(accepted.hosts[0]?.verdicts.shell).toBe('BLOCKED')
    expect(accepted.tunnels.map((tunnel) => tunnel.verdict)).toEqual(['BLOCKED', 'BLOCKED'])
    expect(accepted.tunnels.map((tunnel) => tunnel.commands)).toEqual([{}, {}])
    expect(exitCodeOf(accepted, 'blocked')).toBe(0)
  })

  it('does not call unmatched what a limited audit did not look at', () => {
    const config = { accept: [accept('host-keyless', '*', '2025-01-01'), accept('host-private', 'i-elsewhere')] }
    const problems = (limits = {}) =>
      reportOf(auditOf([withKey], config, limits)).acceptances?.map(({ problem }) => problem)
    expect(problems()).toEqual(['expired', 'unmatched'])
    expect(problems({ vpcIds: ['vpc-0a1'] })).toEqual(['expired'])
  })

  it('what is accepted does not hide the rest', () => {
    const old = { at: 'regions.eu-west-1.managedNodes.i-0a1.agentVersion', set: '3.1.941.0' }
    const down = ['dbInstances.jump-postgres', 'dbClusters.jump-aurora'].map((at) => ({
      at: `regions.eu-west-1.${at}.status`,
      set: 'stopped',
    }))
    const config = { accept: [accept('agent-remote-host', '*')] }
    expect(exitCodeOf(reportOf(auditOf([old, ...down], config)), 'blocked')).toBe(2)
    expect(exitCodeOf(reportOf(auditOf([old], config)), 'blocked')).toBe(0)
  })
})
