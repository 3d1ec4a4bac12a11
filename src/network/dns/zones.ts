import type { CollectFailure } from '../../model/collected.js'
import type { Hop } from '../../model/finding.js'
import type { HostedZone } from '../../model/snapshot-dns.js'
import { type Network, notRead } from '../network.js'
import { isUnknown, notSeen } from '../values/hops.js'
import { isWithin } from './names.js'
import type { ProfileOfVpc } from './profiles.js'
import type { ZoneRecord } from './zone-records.js'

const kind = 'name-resolution'

/**
 * The hosted zone that answers for a name in a VPC, also by having no such record. `length`: of its domain; `ofProfile`: of
 * the same domain any zone of the VPC itself goes before it.
 */
export type DecisiveZone = { length: number; ofProfile?: boolean } & (
  | { kind: 'none' }
  | { kind: 'zone'; zone: HostedZone; records: readonly ZoneRecord[] }
  | { kind: 'unknown'; hop: Hop; failure?: CollectFailure }
)

/** Of several zones the one with the longest domain decides, of the same domain the VPC's own before that of its profile. */
export function decisiveZone(
  name: string,
  { vpcId, region, profile }: { vpcId: string; region: string; profile: Extract<ProfileOfVpc, { kind: 'profile' }> },
  network: Network,
): DecisiveZone {
  const zones = network.inventory.hostedZonesOf(vpcId, region)
  // A zone of the very name is the longest that there can be, and not longer than private DNS for it.
  if (zones.outcome !== 'ok')
    return { kind: 'unknown', length: name.length, hop: notSeen(vpcId, kind, notRead(zones)), failure: zones }
  const matching = (list: readonly HostedZone[]) => list.filter((candidate) => isWithin(name, candidate.name))
  const own = matching(zones.value)
  const [zone, second] = [...own, ...matching(profile.hostedZones)].sort((a, b) => b.name.length - a.name.length)
  const [unseen] = profile.unseenZoneIds
  if (unseen !== undefined && zone?.name !== name) {
    const why = `${profile.profileId} brings the hosted zone ${unseen} of another account, which may answer for ${name}.`
    const hop = isUnknown({ at: unseen, kind, code: 'PROFILE_ZONE_UNSEEN', why })
    return { kind: 'unknown', length: name.length, ofProfile: true, hop }
  }
  if (!zone) return { kind: 'none', length: -1 }
  const { hostedZoneId: at, name: domain, records } = zone
  const { length } = domain
  const ofProfile = !own.includes(zone)
  if (second?.name === domain && own.includes(zone) === own.includes(second)) {
    const why = `Several hosted zones ${domain} answer in ${vpcId}.`
    const ids = [at, second.hostedZoneId].sort()
    return {
      kind: 'unknown',
      length,
      ofProfile,
      hop: isUnknown({ at: ids[0] ?? at, kind, code: 'HOSTED_ZONE_CONFLICT', why }),
    }
  }
  if (records.outcome === 'ok') return { kind: 'zone', length, ofProfile, zone, records: records.value }
  const why = `The hosted zone ${domain} answers for ${name} in ${vpcId} and its records could not be read (${records.api}: ${records.outcome}).`
  const hop = isUnknown({ at, kind, code: 'HOSTED_ZONE_UNREADABLE', api: records.api, why })
  return { kind: 'unknown', length, ofProfile, hop, failure: records }
}
