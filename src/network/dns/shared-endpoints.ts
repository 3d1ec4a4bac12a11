import { type Network, notRead } from '../network.js'
import { isUnknown, notSeen, passes } from '../values/hops.js'
import { hiddenDomain } from './endpoint-names.js'
import { type NameAnswer, nothing } from './name-answers.js'
import type { ProfileOfVpc } from './profiles.js'
import { serviceNamed } from './service-names.js'

const kind = 'name-resolution'

/**
 * Endpoints that a profile brings answer for their services' names, as private DNS does in their own VPC.
 * `length`: of the domain for which they do.
 */
export function throughProfile(
  name: string,
  { region, profile }: { region: string; profile: Extract<ProfileOfVpc, { kind: 'profile' }> },
  network: Network,
): { answer: NameAnswer; length: number } | undefined {
  const at = profile.profileId
  const found = profile.vpcEndpointIds.map((id) => ({ id, endpoint: network.vpcEndpoint(id) }))
  const named = found.flatMap(({ endpoint }) => {
    const domain = endpoint.found ? hiddenDomain(endpoint.value, name, region) : undefined
    return endpoint.found && domain !== undefined ? [{ endpoint: endpoint.value, domain }] : []
  })
  if (named.length > 0) {
    const length = Math.max(...named.map(({ domain }) => domain.length))
    const endpoints = named.filter(({ domain }) => domain.length === length).map(({ endpoint }) => endpoint)
    const why = `${name} resolves to ${endpoints.map((e) => e.vpcEndpointId).join(', ')} by the Route 53 Profile ${at}.`
    const hop = passes({ at, kind, code: 'PROFILE_ENDPOINT', why })
    return { answer: { kind: 'endpoints', endpoints, by: 'hosted-zone', hop }, length }
  }
  const foreign = serviceNamed(name, region) && found.find(({ endpoint }) => !endpoint.found)
  if (!foreign) return undefined
  const why = `${at} brings the endpoint ${foreign.id}, which was not found in the account and may answer for ${name}.`
  const answer = nothing(isUnknown({ at, kind, code: 'PROFILE_ENDPOINT_UNSEEN', why }))
  // For all that is seen it may be anything but longer than what is made for the very name.
  return { answer, length: name.length - 1 }
}

/**
 * In a shared VPC the endpoints, Resolver rules, DNS Firewall, profiles and zones are its owner's: lists of a participant
 * do not show them, so that none of them seen is not none.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html
 */
export function ownersNames(vpcId: string, network: Network): NameAnswer | undefined {
  const vpc = network.vpc(vpcId)
  if (!vpc.found) return nothing(notSeen(vpcId, kind, vpc))
  const { ownerId } = vpc.value
  if (ownerId === network.snapshot.accountId) return undefined
  const why = `${vpcId} belongs to account ${ownerId}: its endpoints, hosted zones, Resolver rules and DNS Firewall cannot be seen from this account.`
  return nothing(isUnknown({ at: vpcId, kind, code: 'SHARED_VPC', why }))
}

/** Endpoints that could not be read may answer for the names of services. */
export function unreadEndpoints(vpcId: string, network: Network): NameAnswer | undefined {
  const endpoints = network.inventory.vpcEndpointsOf(vpcId)
  return endpoints.outcome === 'ok' ? undefined : nothing(notSeen(vpcId, kind, notRead(endpoints)), endpoints)
}
