import type { CollectFailure } from '../../model/collected.js'
import type { Hop } from '../../model/finding.js'
import type { HostedZone, VpcEndpoint } from '../../model/snapshot-network.js'
import { type Network, notRead } from '../network.js'
import { fails, isUnknown, notSeen, passes } from '../values/hops.js'
import {
  endpointNamed,
  foreignEndpoint,
  hasPrivateDns,
  hiddenDomain,
  isAvailable,
  mergedEndpoints,
  type NamedEndpoint,
} from './endpoint-names.js'
import { blockedByFirewall } from './firewall.js'
import { plainName } from './names.js'
import { type ProfileOfVpc, profileOf } from './profiles.js'
import { forwardingOf } from './rules.js'
import { nameServersOf } from './servers.js'
import { serviceNamed } from './service-names.js'
import { recordAnswer } from './zone-records.js'
import { type DecisiveZone, decisiveZone } from './zones.js'

/** One way in which a name may be answered. */
export type NameAnswer =
  | { kind: 'endpoints'; endpoints: VpcEndpoint[]; by: 'private-dns' | 'hosted-zone'; hop: Hop }
  /** An endpoint that no scanned account holds, by its name. `service`: as in `ssm.eu-west-1`. */
  | { kind: 'foreign-endpoint'; endpointId: string; service: string; hop: Hop }
  | { kind: 'addresses'; addresses: string[]; hop: Hop }
  /** Nobody in the VPC knows it, so the internet is asked. `name`: where records lead, else the name itself. */
  | { kind: 'public'; name: string; hop?: Hop }
  /** No answer (the hop fails), or nobody sees which one (the hop is unknown). */
  | { kind: 'nothing'; hop: Hop; failure?: CollectFailure }

export interface Resolution {
  name: string
  hops: Hop[]
  /** One of them is true. */
  answers: NameAnswer[]
}

const kind = 'name-resolution'
const MAX_STEPS = 8

const readers = new WeakMap<Network, Map<string, VpcNames>>()

/** The one reader of what names resolve to in a VPC. */
export function namesOf(vpcId: string, region: string, network: Network): VpcNames {
  const known = readers.get(network) ?? new Map<string, VpcNames>()
  readers.set(network, known)
  const reader = known.get(vpcId) ?? new VpcNames(vpcId, region, network)
  known.set(vpcId, reader)
  return reader
}

/** A record that sends a name on. */
interface Step {
  name: string
  zone: HostedZone
}

/**
 * What names resolve to in one VPC. Of the Resolver rules, the hosted zones and the hidden zones behind private DNS the
 * one with the longest domain answers; of the same length, a rule before private DNS before a zone.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 */
export class VpcNames {
  readonly #known = new Map<string, Resolution>()

  constructor(
    readonly vpcId: string,
    readonly region: string,
    readonly network: Network,
  ) {}

  resolve(asked: string): Resolution {
    const name = plainName(asked)
    const known = this.#known.get(name)
    if (known) return known
    const resolution = this.#resolve(name)
    this.#known.set(name, resolution)
    return resolution
  }

  #resolve(name: string): Resolution {
    const { vpcId, region, network } = this
    const servers = nameServersOf(vpcId, region, network)
    if (servers.by !== 'amazon') return { name, hops: [], answers: [nothing(servers.hop, failureOf(servers))] }
    const why = `${vpcId} resolves ${name} through Amazon's DNS.`
    const hops = [passes({ at: vpcId, kind, code: 'AMAZON_DNS', why })]
    return { name, hops, answers: this.#answers(name, []) }
  }

  #answers(name: string, steps: readonly Step[], isAlias = false): NameAnswer[] {
    const { vpcId, region, network } = this
    const profile = profileOf(vpcId, region, network)
    if (profile.kind === 'unknown') return [nothing(profile.hop, profile.failure)]
    const here = { vpcId, region, profile }
    const blocked = blockedByFirewall({ ...here, name, redirected: steps.length > 0 }, network)
    if (blocked) return [nothing(blocked.hop, blocked.failure)]
    const endpoint = isAlias ? byEndpointName(name, steps, network) : undefined
    if (endpoint) return [endpoint]
    const unseen = serviceNamed(name, region) === undefined ? undefined : invisibleEndpoints(vpcId, network)
    if (unseen) return [unseen]
    const hidden = this.#hidden(name)
    const decisive = decisiveZone(name, here, network)
    const forwarding = forwardingOf(name, here, network)
    if (forwarding && forwarding.length >= Math.max(hidden.length, decisive.length))
      return [nothing(forwarding.hop, forwarding.failure)]
    const fromZones = () => this.#zoneAnswers(name, decisive, steps)
    if (hidden.endpoints.length > 0 && hidden.length >= decisive.length) {
      const available = hidden.endpoints.filter(isAvailable)
      if (available.length > 0) return [this.#privately(name, available)]
      // Without the name of an endpoint that comes or goes, it is as if there were none.
      const without = forwarding && forwarding.length >= decisive.length
      return [
        this.#privately(name, hidden.endpoints),
        ...(without ? [nothing(forwarding.hop, forwarding.failure)] : fromZones()),
      ]
    }
    const shared = decisive.length < name.length ? throughProfile(name, here, network) : undefined
    return shared ? [shared] : fromZones()
  }

  /** The endpoints of the VPC whose private DNS answers for a name. */
  #hidden(name: string): { endpoints: VpcEndpoint[]; length: number } {
    const { vpcId, region, network } = this
    const all = network.vpcEndpointsOf(vpcId)
    const attributes = network.vpcAttributesOf(vpcId, region)
    if (!all.found || !attributes.found || !attributes.value.enableDnsHostnames) return { endpoints: [], length: -1 }
    const named = all.value.filter(hasPrivateDns).map((e) => ({ e, domain: hiddenDomain(e, name, region) }))
    const length = Math.max(-1, ...named.map(({ domain }) => domain?.length ?? -1))
    return { endpoints: named.filter(({ domain }) => domain?.length === length).map(({ e }) => e), length }
  }

  #privately(name: string, endpoints: VpcEndpoint[]): NameAnswer {
    const ids = endpoints.map((e) => e.vpcEndpointId)
    const why = `${name} resolves to ${ids.join(', ')} in every subnet of ${this.vpcId} (private DNS).`
    const hop = passes({ at: ids[0] ?? this.vpcId, kind, code: 'PRIVATE_DNS', why })
    return { kind: 'endpoints', endpoints, by: 'private-dns', hop }
  }

  #zoneAnswers(name: string, decisive: DecisiveZone, steps: readonly Step[]): NameAnswer[] {
    if (decisive.kind === 'none') return [byEndpointName(name, steps, this.network) ?? publicly(name, steps)]
    if (decisive.kind === 'unknown') return [nothing(decisive.hop, decisive.failure)]
    const { zone, records } = decisive
    const at = zone.hostedZoneId
    const found = recordAnswer(name, zone.name, records)
    if (!found) {
      const why = `The hosted zone ${zone.name} answers for ${name} and has no address record of it.`
      return [nothing(fails({ at, kind, code: 'NO_RECORD', why }))]
    }
    const { targets, aliases, ipv4, ipv6 } = found
    const path = [...steps, { name, zone }]
    const addresses = ipv4.length > 0 ? ipv4 : ipv6
    if (targets.length === 0) return [toAddresses(addresses, path)]
    if (steps.some((step) => step.name === name)) {
      const why = `The hosted zone ${zone.name} sends ${name} round in a circle.`
      return [nothing(fails({ at, kind, code: 'CNAME_LOOP', why }))]
    }
    if (path.length > MAX_STEPS) {
      const why = `${path[0]?.name} is sent on more than ${MAX_STEPS} times.`
      return [nothing(isUnknown({ at, kind, code: 'HOSTED_ZONE_TARGET', why }))]
    }
    const answers = targets.map((target) => this.#answers(target, path, aliases.includes(target)))
    const [only = []] = answers
    if (answers.length === 1 && addresses.length === 0) return only
    return [together(answers, addresses, path)]
  }
}

/** Several records of a name are answered in turn. */
function together(answers: readonly NameAnswer[][], addresses: readonly string[], path: readonly Step[]): NameAnswer {
  const each = answers.flatMap((one) => (one.length === 1 ? one : []))
  const endpoints = each.flatMap((a) => (a.kind === 'endpoints' ? a.endpoints : []))
  const found = each.flatMap((a) => (a.kind === 'addresses' ? a.addresses : []))
  if (each.length === answers.length) {
    if (addresses.length === 0 && each.every((a) => a.kind === 'endpoints'))
      return throughZones(mergedEndpoints(endpoints), path)
    if (each.every((a) => a.kind === 'addresses')) return toAddresses([...new Set([...addresses, ...found])], path)
  }
  const { zone, name } = path.at(-1) ?? {}
  const why = `The hosted zone ${zone?.name} sends ${name} to several targets of different kinds.`
  return nothing(isUnknown({ at: zone?.hostedZoneId ?? '', kind, code: 'HOSTED_ZONE_TARGET', why }))
}

const zonesOf = (steps: readonly Step[]) => [...new Set(steps.map(({ zone }) => zone.name))].join(', ')
const nameOf = (steps: readonly Step[]) => steps[0]?.name ?? ''

function zoneHop(to: string, steps: readonly Step[]): Hop {
  const why = `${nameOf(steps)} resolves to ${to} by the hosted zone ${zonesOf(steps)}.`
  return passes({ at: steps[0]?.zone.hostedZoneId ?? '', kind, code: 'HOSTED_ZONE', why })
}

function toAddresses(addresses: string[], steps: readonly Step[]): NameAnswer {
  return { kind: 'addresses', addresses, hop: zoneHop(addresses.join(', '), steps) }
}

function throughZones(endpoints: VpcEndpoint[], steps: readonly Step[]): NameAnswer {
  const ids = endpoints.map((e) => e.vpcEndpointId).join(', ')
  if (steps.length > 0) return { kind: 'endpoints', endpoints, by: 'hosted-zone', hop: zoneHop(ids, steps) }
  const at = endpoints[0]?.vpcEndpointId ?? ''
  const hop = passes({ at, kind, code: 'ENDPOINT_NAME', why: `The name is one of ${ids}.` })
  return { kind: 'endpoints', endpoints, by: 'hosted-zone', hop }
}

/** What the name of an endpoint leads to, the internet being asked. */
function byEndpointName(name: string, steps: readonly Step[], network: Network): NameAnswer | undefined {
  const named = endpointNamed(name, network)
  if (named) return named.unlisted ? nothing(unlistedHop(name, named, steps)) : throughZones([named.endpoint], steps)
  const foreign = steps.length > 0 ? foreignEndpoint(name) : undefined
  return foreign && { ...foreign, kind: 'foreign-endpoint', hop: foreignHop(name, steps) }
}

function unlistedHop(name: string, { endpoint }: NamedEndpoint, steps: readonly Step[]): Hop {
  const at = steps[0]?.zone.hostedZoneId ?? endpoint.vpcEndpointId
  const why = `${name} is none of the names of ${endpoint.vpcEndpointId}: it does not resolve.`
  return fails({ at, kind, code: 'NO_SUCH_NAME', why })
}

function foreignHop(name: string, steps: readonly Step[]): Hop {
  const at = steps[0]?.zone.hostedZoneId ?? ''
  const why = `The hosted zone ${zonesOf(steps)} sends ${nameOf(steps)} to ${name}, which was not found in the account.`
  return isUnknown({ at, kind, code: 'HOSTED_ZONE_TARGET', why })
}

function publicly(name: string, steps: readonly Step[]): NameAnswer {
  return steps.length === 0 ? { kind: 'public', name } : { kind: 'public', name, hop: zoneHop(name, steps) }
}

const nothing = (hop: Hop, failure?: CollectFailure): NameAnswer => ({
  kind: 'nothing',
  hop,
  ...(failure && { failure }),
})

const failureOf = (of: { failure?: CollectFailure } | object) => ('failure' in of ? of.failure : undefined)

/** Endpoints that a profile brings answer for their services' names, as private DNS does in their own VPC. */
function throughProfile(
  name: string,
  { region, profile }: { region: string; profile: Extract<ProfileOfVpc, { kind: 'profile' }> },
  network: Network,
): NameAnswer | undefined {
  const at = profile.profileId
  const found = profile.vpcEndpointIds.map((id) => ({ id, endpoint: network.vpcEndpoint(id) }))
  const answering = found.flatMap(({ endpoint }) =>
    endpoint.found && hiddenDomain(endpoint.value, name, region) !== undefined ? [endpoint.value] : [],
  )
  if (answering.length > 0) {
    const why = `${name} resolves to ${answering.map((e) => e.vpcEndpointId).join(', ')} by the Route 53 Profile ${at}.`
    const hop = passes({ at, kind, code: 'PROFILE_ENDPOINT', why })
    return { kind: 'endpoints', endpoints: answering, by: 'hosted-zone', hop }
  }
  const foreign = serviceNamed(name, region) && found.find(({ endpoint }) => !endpoint.found)
  if (!foreign) return undefined
  const why = `${at} brings the endpoint ${foreign.id}, which was not found in the account and may answer for ${name}.`
  return nothing(isUnknown({ at, kind, code: 'PROFILE_ENDPOINT_UNSEEN', why }))
}

/** Endpoints of a shared VPC belong to its owner, and a participant does not see them. */
function invisibleEndpoints(vpcId: string, network: Network): NameAnswer | undefined {
  const vpc = network.vpc(vpcId)
  if (!vpc.found) return nothing(notSeen(vpcId, kind, vpc))
  if (vpc.value.ownerId !== network.snapshot.accountId) {
    const why = `${vpcId} belongs to account ${vpc.value.ownerId}, which was not scanned: its endpoints cannot be seen.`
    return nothing(isUnknown({ at: vpcId, kind, code: 'SHARED_VPC', why }))
  }
  const endpoints = network.inventory.vpcEndpointsOf(vpcId)
  return endpoints.outcome === 'ok' ? undefined : nothing(notSeen(vpcId, kind, notRead(endpoints)), endpoints)
}
