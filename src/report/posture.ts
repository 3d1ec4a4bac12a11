import type { Finding, Posture } from '../model/finding.js'

/**
 * DEVIATING when a posture finding fails; else UNKNOWN when one could not be seen, when not one could be judged, or
 * when there may be subjects that could not be listed; else COMPLIANT: a warning does not deviate. Accepted findings
 * are judged, and leave it as it is.
 * @param lists of all that count
 * @param allListed false where hosts or databases that count may be missing
 */
export function postureOf(lists: readonly (readonly Finding[])[], allListed: boolean): Posture {
  let unknown = !allListed
  let judged = false
  for (const findings of lists)
    for (const { posture, status, accepted } of findings) {
      if (!posture || status === 'skip') continue
      if (accepted) {
        judged = true
        continue
      }
      if (status === 'fail') return 'DEVIATING'
      if (status === 'unknown') unknown = true
      else judged = true
    }
  return unknown || !judged ? 'UNKNOWN' : 'COMPLIANT'
}
