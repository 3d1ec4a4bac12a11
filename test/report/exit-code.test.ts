import { describe, expect, it } from 'vitest'
import { POSTURES, VPC_VERDICTS } from '../../src/model/finding.js'
import type { Report, VpcReport } from '../../src/model/report.js'
import { exitCodeOf, type FailOn } from '../../src/report/exit-code.js'
import { reportOf, vpcOf } from '../support/report-builders.js'

const FAIL_ON: readonly FailOn[] = ['blocked', 'degraded', 'deviating', 'unknown', 'none']
const report = (...vpcs: Partial<VpcReport>[]): Report =>
  reportOf({ vpcs: vpcs.map((vpc, i) => vpcOf(`vpc-${i}`, vpc)) })

describe('the exit code', () => {
  it.each([
    ['READY', 'COMPLIANT', [0, 0, 0, 0, 0]],
    ['READY', 'UNKNOWN', [0, 0, 0, 0, 0]],
    ['READY', 'DEVIATING', [0, 0, 2, 2, 0]],
    ['DEGRADED', 'COMPLIANT', [0, 2, 2, 2, 0]],
    ['DEGRADED', 'DEVIATING', [0, 2, 2, 2, 0]],
    ['BLOCKED', 'COMPLIANT', [2, 2, 2, 2, 0]],
    ['UNKNOWN', 'COMPLIANT', [3, 3, 3, 2, 0]],
    ['UNKNOWN', 'DEVIATING', [3, 3, 2, 2, 0]],
    ['NOT_APPLICABLE', 'COMPLIANT', [0, 0, 0, 0, 0]],
  ] as const)('of a VPC that is %s and %s', (verdict, posture, expected) => {
    expect(FAIL_ON.map((failOn) => exitCodeOf(report({ verdict, posture }), failOn))).toEqual(expected)
  })

  it('is 3 for an incomplete audit, unless a VPC fails', () => {
    const incomplete = (...vpcs: Partial<VpcReport>[]) => ({ ...report(...vpcs), complete: false })
    expect(exitCodeOf(incomplete({ verdict: 'READY' }), 'blocked')).toBe(3)
    expect(exitCodeOf(incomplete({ verdict: 'BLOCKED' }), 'blocked')).toBe(2)
    expect(exitCodeOf(incomplete(), 'blocked')).toBe(3)
  })

  it('is that of the worst VPC', () => {
    expect(exitCodeOf(report({ verdict: 'READY' }, { verdict: 'UNKNOWN' }), 'blocked')).toBe(3)
    expect(exitCodeOf(report({ verdict: 'UNKNOWN' }, { verdict: 'BLOCKED' }), 'blocked')).toBe(2)
  })

  it('goes by the verdict besides accepted findings', () => {
    const accepted = report({ verdict: 'BLOCKED', verdictBesidesAccepted: 'READY' })
    expect(exitCodeOf(accepted, 'blocked')).toBe(0)
    const other = report({ verdict: 'BLOCKED', verdictBesidesAccepted: 'UNKNOWN' })
    expect(exitCodeOf(other, 'blocked')).toBe(3)
  })

  it('with none is always 0', () => {
    for (const verdict of VPC_VERDICTS)
      for (const posture of POSTURES)
        expect(exitCodeOf({ ...report({ verdict, posture }), complete: false }, 'none')).toBe(0)
  })
})
