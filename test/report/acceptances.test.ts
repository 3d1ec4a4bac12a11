import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Acceptance } from '../../src/model/config.js'
import { STATUSES } from '../../src/model/finding.js'
import { applyAcceptances } from '../../src/report/acceptances.js'
import { exitCodeOf } from '../../src/report/exit-code.js'
import { auditOf, hostFinding, reportOf } from './support.js'

const TODAY = '2026-11-24'
const accept = (parts: Partial<Acceptance> = {}): Acceptance => ({
  check: 'host-keyless',
  subject: 'i-0a1',
  reason: 'replaced in spring',
  ...parts,
})
const failed = hostFinding('host-keyless', 'fail', { posture: true })

describe('an acceptance', () => {
  it('marks the finding with its reason and its end', () => {
    const { findings, problems } = applyAcceptances([failed], [accept({ until: '2027-03-31' })], TODAY)
    expect(findings).toEqual([{ ...failed, accepted: { reason: 'replaced in spring', until: '2027-03-31' } }])
    expect(problems).toEqual([])
  })

  it.each([
    ['i-0a1', true],
    ['*', true],
    ['i-*', true],
    ['*a1', true],
    ['i-0a?', true],
    ['i-0a', false],
    ['0a1', false],
    ['i.0a1', false],
    ['i-0a1?', false],
    ['[i]-0a1', false],
    ['(i-0a1|x)', false],
    ['I-0A1', false],
  ])('of %s covers i-0a1: %s', (subject, covers) => {
    const { findings, problems } = applyAcceptances([failed], [accept({ subject })], TODAY)
    expect(findings[0]?.accepted !== undefined).toBe(covers)
    expect(problems).toEqual(covers ? [] : [{ check: 'host-keyless', subject, problem: 'unmatched' }])
  })

  it('holds for every id that is its subject to the letter, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (id) => {
        const finding = hostFinding('host-keyless', 'fail', { subject: { ...failed.subject, id } })
        expect(applyAcceptances([finding], [accept({ subject: id })], TODAY).problems).toEqual([])
      }),
    )
  })

  it.each([
    ['2026-11-23', 'expired'],
    ['2026-11-24', undefined],
    ['2026-11-25', undefined],
  ])('until %s is, on 2026-11-24, %s', (until, problem) => {
    const { findings, problems } = applyAcceptances([failed], [accept({ until })], TODAY)
    expect(problems.map((p) => p.problem)).toEqual(problem === undefined ? [] : [problem])
    expect(findings[0]?.accepted === undefined).toBe(problem !== undefined)
  })

  it('that has expired does not hide one that holds', () => {
    const both = [accept({ until: '2026-01-01' }), accept({ subject: '*', reason: 'the second' })]
    const { findings, problems } = applyAcceptances([failed], both, TODAY)
    expect(findings[0]?.accepted?.reason).toBe('the second')
    expect(problems).toEqual([{ check: 'host-keyless', subject: 'i-0a1', problem: 'expired' }])
  })

  it('whose finding a broader one covers too is not reported as unmatched', () => {
    const { problems } = applyAcceptances([failed], [accept({ subject: '*' }), accept()], TODAY)
    expect(problems).toEqual([])
  })

  it.each(STATUSES)('of a %s', (status) => {
    const { findings } = applyAcceptances([hostFinding('host-keyless', status)], [accept()], TODAY)
    expect(findings[0]?.accepted !== undefined).toBe(['fail', 'warn', 'unknown'].includes(status))
  })
})

describe('a report with acceptances', () => {
  const KEY = { at: 'regions.eu-west-1.instances.i-0a1', merge: { keyName: 'ops' } }
  const OLD_AGENT = { at: 'regions.eu-west-1.managedNodes.i-0a1', merge: { agentVersion: '3.0.1124.0' } }

  it('leaves an accepted deviation out of the posture', () => {
    const before = reportOf(auditOf([KEY]))
    const after = reportOf(auditOf([KEY], { accept: [accept()] }))
    expect([before.vpcs[0]?.posture, after.vpcs[0]?.posture]).toEqual(['DEVIATING', 'COMPLIANT'])
    expect([exitCodeOf(before, 'deviating'), exitCodeOf(after, 'deviating')]).toEqual([2, 0])
    expect(after.hosts[0]?.posture).toBe('COMPLIANT')
  })

  it('keeps BLOCKED blocked, in VPC, host and tunnel, and shows the finding; only the exit code forgives', () => {
    const config = { accept: [accept({ check: 'agent-remote-host', subject: '*' })] }
    const report = reportOf(auditOf([OLD_AGENT], config))
    const [vpc] = report.vpcs
    expect(vpc).toMatchObject({ verdict: 'BLOCKED', verdictBesidesAccepted: expect.stringMatching(/READY|DEGRADED/) })
    expect(report.hosts[0]?.verdicts.tunnel).toBe('BLOCKED')
    expect(report.tunnels.map((t) => [t.verdict, t.commands])).toEqual(report.tunnels.map(() => ['BLOCKED', {}]))
    const finding = report.findings.find((f) => f.checkId === 'agent-remote-host')
    expect(finding).toMatchObject({ status: 'fail', accepted: { reason: 'replaced in spring' } })
    expect(report.summary.findings.fail).toBeGreaterThan(0)
    expect(exitCodeOf(report, 'blocked')).toBe(0)
    expect(exitCodeOf(reportOf(auditOf([OLD_AGENT])), 'blocked')).toBe(2)
  })

  it('lists those that have expired or match nothing', () => {
    const config = {
      accept: [accept({ until: '2025-01-01' }), accept({ check: 'host-private', subject: 'i-gone', reason: 'old' })],
    }
    expect(reportOf(auditOf([KEY], config)).acceptances).toEqual([
      { check: 'host-keyless', subject: 'i-0a1', problem: 'expired' },
      { check: 'host-private', subject: 'i-gone', problem: 'unmatched' },
    ])
    expect(reportOf(auditOf())).not.toHaveProperty('acceptances')
  })

  it('does not call unmatched what a limited audit did not look at', () => {
    const config = {
      accept: [accept({ until: '2025-01-01' }), accept({ check: 'host-private', subject: 'i-elsewhere' })],
    }
    const { acceptances } = reportOf(auditOf([KEY], config, { vpcIds: ['vpc-0a1'] }))
    expect(acceptances?.map((a) => a.problem)).toEqual(['expired'])
  })
})
