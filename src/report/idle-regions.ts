import type { JudgedFinding } from '../model/finding.js'
import type { HostPlaces } from './problems/context.js'

/**
 * Preferences of Session Manager are judged in every region that is looked at. Where no jump host is they bear on nothing,
 * whatever is amiss with them. What could not be read stays unknown, and what the config accepts stays where it is listed.
 */
export function bearingOnHosts(
  findings: readonly JudgedFinding[],
  { hasHosts }: Pick<HostPlaces, 'hasHosts'>,
): JudgedFinding[] {
  return findings.map((finding) => {
    const { subject, status, accepted, message } = finding
    const amiss = status === 'fail' || status === 'warn'
    if (subject.kind !== 'region' || !amiss || accepted !== undefined || hasHosts(subject.region)) return finding
    const { remedy: _remedy, ...rest } = finding
    return {
      ...rest,
      status: 'skip',
      reason: 'no-hosts',
      message: `No jump host is looked at in ${subject.region} that it would bear on. ${message}`,
    }
  })
}
