import type { Finding, Posture } from '../model/finding.js'

/**
 * DEVIATING when a posture finding fails, UNKNOWN when one could not be seen, else COMPLIANT: a warning
 * does not deviate. Accepted findings leave it.
 */
export function postureOf(findings: Iterable<Finding>): Posture {
  let unknown = false
  for (const { posture, status, accepted } of findings) {
    if (!posture || accepted) continue
    if (status === 'fail') return 'DEVIATING'
    unknown ||= status === 'unknown'
  }
  return unknown ? 'UNKNOWN' : 'COMPLIANT'
}
