import { describe, expect, it } from 'vitest'
import type { Finding, Posture, VpcVerdict } from '../../src/model/finding.js'
import { exitCodeOf, type FailOn } from '../../src/report/exit-code.js'
import { postureOf } from '../../src/report/posture.js'
import { reportOf as emptyReport, vpcOf } from '../support/report-builders.js'
import { hostFinding } from './support.js'

const reportWith = (vpcs: [VpcVerdict, Posture?, VpcVerdict?][], complete = true) => ({
  ...emptyReport({
    vpcs: vpcs.map(([verdict, posture = 'COMPLIANT', besides], i) =>
      vpcOf(`vpc-0${i}`, { verdict, posture, ...(besides && { verdictBesidesAccepted: besides }) }),
    ),
  }),
  complete,
})

describe('the exit code', () => {
  const FAIL_ON: FailOn[] = ['blocked', 'degraded', 'deviating', 'unknown', 'none']

  it.each<[string, ReturnType<typeof reportWith>, (0 | 2 | 3)[]]>([
    ['nothing at all', reportWith([]), [0, 0, 0, 0, 0]],
    ['ready', reportWith([['READY']]), [0, 0, 0, 0, 0]],
    ['not applicable', reportWith([['NOT_APPLICABLE']]), [0, 0, 0, 0, 0]],
    ['ready and deviating', reportWith([['READY', 'DEVIATING']]), [0, 0, 2, 2, 0]],
    ['ready, posture unknown', reportWith([['READY', 'UNKNOWN']]), [0, 0, 0, 0, 0]],
    ['degraded', reportWith([['DEGRADED']]), [0, 2, 2, 2, 0]],
    ['blocked', reportWith([['READY'], ['BLOCKED']]), [2, 2, 2, 2, 0]],
    ['unknown', reportWith([['READY'], ['UNKNOWN']]), [3, 3, 3, 2, 0]],
    ['blocked and unknown', reportWith([['BLOCKED'], ['UNKNOWN']]), [2, 2, 2, 2, 0]],
    ['degraded and unknown', reportWith([['DEGRADED'], ['UNKNOWN']]), [3, 2, 2, 2, 0]],
    ['ready and incomplete', reportWith([['READY']], false), [3, 3, 3, 3, 0]],
    ['blocked and incomplete', reportWith([['BLOCKED']], false), [2, 2, 2, 2, 0]],
    ['blocked, but accepted', reportWith([['BLOCKED', 'COMPLIANT', 'READY']]), [0, 0, 0, 0, 0]],
    ['blocked, accepted to degraded', reportWith([['BLOCKED', 'COMPLIANT', 'DEGRADED']]), [0, 2, 2, 2, 0]],
    ['blocked, accepted to unknown', reportWith([['BLOCKED', 'COMPLIANT', 'UNKNOWN']]), [3, 3, 3, 2, 0]],
  ])('of %s', (_, report, codes) => {
    expect(FAIL_ON.map((failOn) => exitCodeOf(report, failOn))).toEqual(codes)
  })

  it('is not changed by a blocked host or tunnel of a VPC that is ready', () => {
    const report = reportWith([['READY']])
    report.summary.hosts.tunnel.BLOCKED = 1
    report.summary.tunnels.BLOCKED = 1
    expect(exitCodeOf(report, 'blocked')).toBe(0)
  })
})

describe('posture', () => {
  const posture = (status: Finding['status'], more: Partial<Finding> = {}) =>
    hostFinding('host-keyless', status, { posture: true, ...more })
  const accepted = { reason: 'known' }

  it.each<[string, Finding[], Posture]>([
    ['nothing', [], 'COMPLIANT'],
    ['passes and skips', [posture('pass'), posture('skip')], 'COMPLIANT'],
    ['a warning', [posture('warn')], 'COMPLIANT'],
    ['a failure', [posture('pass'), posture('fail')], 'DEVIATING'],
    ['something unknown', [posture('pass'), posture('unknown')], 'UNKNOWN'],
    ['a failure beside something unknown', [posture('unknown'), posture('fail')], 'DEVIATING'],
    ['a failure that is accepted', [posture('fail', { accepted })], 'COMPLIANT'],
    ['something unknown that is accepted', [posture('unknown', { accepted })], 'COMPLIANT'],
    ['failures of other checks', [posture('fail', { posture: false })], 'COMPLIANT'],
  ])('of %s', (_, findings, expected) => {
    expect(postureOf(findings)).toBe(expected)
    expect(postureOf([...findings].reverse())).toBe(expected)
  })
})
