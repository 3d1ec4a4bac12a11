import type { CollectFailure } from '../../model/collected.js'
import type { Hop } from '../../model/finding.js'
import type { DnsProfile } from '../../model/snapshot-dns.js'
import { type Network, notRead } from '../network.js'
import { notSeen } from '../values/hops.js'

type Contents = Extract<DnsProfile['contents'], { outcome: 'ok' }>['value']

/** What a Route 53 Profile brings to a VPC. */
export type ProfileOfVpc =
  | ({ kind: 'profile'; profileId: string } & Contents)
  | { kind: 'unknown'; hop: Hop; failure: CollectFailure }

const EMPTY: ProfileOfVpc = {
  kind: 'profile',
  profileId: '',
  hostedZones: [],
  unseenZoneIds: [],
  resolverRules: [],
  firewallRuleGroups: [],
  vpcEndpointIds: [],
}

/**
 * The profile that a VPC is associated with; one without contents where there is none, or no such service.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/profiles.html
 */
export function profileOf(vpcId: string, region: string, network: Network): ProfileOfVpc {
  const profiles = network.region(region)?.dnsProfiles ?? notCollected(vpcId)
  if (profiles.outcome === 'unsupported') return EMPTY
  if (profiles.outcome !== 'ok') return unread(vpcId, profiles)
  const profile = profiles.value.find((candidate) => candidate.vpcIds.includes(vpcId))
  if (!profile) return EMPTY
  const { profileId, contents } = profile
  return contents.outcome === 'ok' ? { kind: 'profile', profileId, ...contents.value } : unread(profileId, contents)
}

const unread = (at: string, failure: CollectFailure): ProfileOfVpc => ({
  kind: 'unknown',
  hop: notSeen(at, 'name-resolution', notRead(failure)),
  failure,
})

const notCollected = (vpcId: string): CollectFailure => ({
  outcome: 'error',
  api: 'route53profiles:ListProfileAssociations',
  message: `not collected for ${vpcId}`,
})
