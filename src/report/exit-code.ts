import type { Posture, VpcVerdict } from '../model/finding.js'
import type { Report } from '../model/report.js'

export type FailOn = 'blocked' | 'degraded' | 'deviating' | 'unknown' | 'none'

/**
 * `2` when a VPC is at or above `failOn`, from the top:
 *
 * | failOn | 2 for a VPC that is |
 * |---|---|
 * | `blocked` | BLOCKED |
 * | `degraded` | BLOCKED or DEGRADED |
 * | `deviating` | BLOCKED or DEGRADED, or of DEVIATING posture |
 * | `unknown` | BLOCKED, DEGRADED or UNKNOWN, or of DEVIATING posture |
 * | `none` | never: the code is 0 |
 *
 * else `3` when a VPC is UNKNOWN or the audit is incomplete, else `0`. Accepted findings do not count.
 */
export function exitCodeOf(report: Report, failOn: FailOn): 0 | 2 | 3 {
  if (failOn === 'none') return 0
  const vpcs = report.vpcs.map(({ verdict, verdictBesidesAccepted, posture }) => ({
    verdict: verdictBesidesAccepted ?? verdict,
    posture,
  }))
  if (vpcs.some(FAILS[failOn])) return 2
  return report.complete && vpcs.every((vpc) => vpc.verdict !== 'UNKNOWN') ? 0 : 3
}

type Fails = (vpc: { verdict: VpcVerdict; posture: Posture | undefined }) => boolean

const FAILS: Record<Exclude<FailOn, 'none'>, Fails> = {
  blocked: ({ verdict }) => verdict === 'BLOCKED',
  degraded: ({ verdict }) => verdict === 'BLOCKED' || verdict === 'DEGRADED',
  deviating: (vpc) => FAILS.degraded(vpc) || vpc.posture === 'DEVIATING',
  unknown: (vpc) => FAILS.deviating(vpc) || vpc.verdict === 'UNKNOWN',
}
