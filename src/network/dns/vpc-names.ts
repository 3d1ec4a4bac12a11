import type { CollectFailure } from '../../model/collected.js'
import type { VpcEndpoint } from '../../model/snapshot-network.js'
import type { Network } from '../network.js'
import { databasesNamed } from '../paths/known-databases.js'
import { fails, isUnknown, passes } from '../values/hops.js'
import { hasPrivateDns, hiddenDomain, isAvailable } from './endpoint-names.js'
import { type Blocked, blockedByFirewall } from './firewall.js'
import {
  byEndpointName,
  type NameAnswer,
  nothing,
  publicly,
  type Resolution,
  type Step,
  toAddresses,
  together,
} from './name-answers.js'
import { plainName } from './names.js'
import { profileOf } from './profiles.js'
import { forwardingOf } from './rules.js'
import { nameServersOf } from './servers.js'
import { serviceNamed } from './service-names.js'
import { ownersNames, throughProfile, unreadEndpoints } from './shared-endpoints.js'
import { type RecordAnswer, recordAnswers } from './zone-records.js'
import { type DecisiveZone, decisiveZone } from './zones.js'

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

  /** Whether a firewall keeps away a name to which public DNS may send on the one that is asked for. */
  blockedOnward(askedFirst: string, name: string): Blocked | undefined {
    const { vpcId, region, network } = this
    const profile = profileOf(vpcId, region, network)
    if (profile.kind === 'unknown') return profile
    return blockedByFirewall({ name, askedFirst, vpcId, region, profile }, network)
  }

  #resolve(name: string): Resolution {
    const { vpcId, region, network } = this
    const servers = nameServersOf(vpcId, region, network)
    if (servers.by !== 'amazon') return { name, hops: [], answers: [nothing(servers.hop, failureOf(servers))] }
    const shared = ownersNames(vpcId, network)
    if (shared) return { name, hops: [], answers: [shared] }
    const why = `${vpcId} resolves ${name} through Amazon's DNS.`
    const hops = [passes({ at: vpcId, kind, code: 'AMAZON_DNS', why })]
    return { name, hops, answers: this.#answers(name, []) }
  }

  #answers(name: string, steps: readonly Step[], isAlias = false): NameAnswer[] {
    const { vpcId, region, network } = this
    const profile = profileOf(vpcId, region, network)
    if (profile.kind === 'unknown') return [nothing(profile.hop, profile.failure)]
    const here = { vpcId, region, profile }
    // The answer of an alias does not say where it leads, so that nothing is there to be filtered.
    const blocked = isAlias ? undefined : blockedByFirewall({ ...here, name, askedFirst: steps[0]?.name }, network)
    if (blocked) return [nothing(blocked.hop, blocked.failure)]
    const endpoint = isAlias ? byEndpointName(name, steps, network) : undefined
    if (endpoint) return [endpoint]
    const unseen = serviceNamed(name, region) === undefined ? undefined : unreadEndpoints(vpcId, network)
    if (unseen) return [unseen]
    const hidden = this.#hidden(name)
    const decisive = decisiveZone(name, here, network)
    const forwarding = forwardingOf(name, here, network)
    const others = Math.max(hidden.length, decisive.ofProfile ? -1 : decisive.length, forwarding?.length ?? -1)
    if (others < name.length && this.#isOfKubernetes(name)) return [publicly(name, steps)]
    const shared = throughProfile(name, here, network)
    if (forwarding && forwarding.length >= Math.max(hidden.length, decisive.length, shared?.length ?? -1))
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
    return shared && shared.length > decisive.length ? [shared.answer] : fromZones()
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

  /**
   * EKS makes a hosted zone for the name of an API in its cluster's VPC, which is in nobody's list. It works with DNS
   * hostnames on.
   * @see https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
   */
  #isOfKubernetes(name: string): boolean {
    const { vpcId, region, network } = this
    const attributes = network.vpcAttributesOf(vpcId, region)
    if (!attributes.found || !attributes.value.enableDnsHostnames) return false
    return databasesNamed(name, network).some((named) => named.kind === 'kubernetes' && named.vpcId === vpcId)
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
    const found = recordAnswers(name, zone.name, records)
    if (found.length > 0) return found.flatMap((answer) => this.#byRecords(answer, { name, zone }, steps))
    const why = `The hosted zone ${zone.name} answers for ${name} and has no address record of it.`
    return [nothing(fails({ at: zone.hostedZoneId, kind, code: 'NO_RECORD', why }))]
  }

  #byRecords(found: RecordAnswer, step: Step, steps: readonly Step[]): NameAnswer[] {
    const { name, zone } = step
    const at = zone.hostedZoneId
    const { targets, aliases, ipv4, ipv6 } = found
    const path = [...steps, step]
    const addresses = ipv4.length > 0 ? ipv4 : ipv6
    if (targets.length === 0) return [toAddresses(addresses, path)]
    if (steps.some((earlier) => earlier.name === name)) {
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

const failureOf = (of: { failure?: CollectFailure } | object) => ('failure' in of ? of.failure : undefined)
