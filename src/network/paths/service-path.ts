import { standingOf } from '../../inventory/states.js'
import type { EndpointService } from '../../model/config.js'
import type { Hop } from '../../model/finding.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import type { VpcEndpoint } from '../../model/snapshot-network.js'
import type { NameAnswer } from '../dns/name-answers.js'
import { resolveService, wrongService } from '../dns/resolve-service.js'
import { servesService } from '../dns/service-names.js'
import { prefixListEntries } from '../filters/prefix-lists.js'
import { securityGroupHop } from '../filters/security-groups.js'
import type { Network } from '../network.js'
import { ANY_IPV4, addressSetOf, PUBLIC_IPV4 } from '../values/addresses.js'
import { type Flow, type Party, partyOfInterface } from '../values/flow.js'
import {
  eachOf,
  fails,
  isUnknown,
  notSeen,
  oneOf,
  type PathResult,
  pathOf,
  stateHop,
  withoutRepeats,
} from '../values/hops.js'
import type { Intervals } from '../values/intervals.js'
import { type PolicyJudge, policyHop } from './endpoint-policy.js'
import { evaluateFromHost, hostSource } from './host-interface.js'
import { toAddresses } from './resolved-addresses.js'
import { type ServicePath, shadowedBy, viaOf } from './service-via.js'

export type { ServicePath } from './service-via.js'

const HTTPS = 443

export interface ServiceQuestion {
  service: EndpointService
  /** The host's region. */
  region: string
  /** The name that is dialled, where it is not the service's own: that of a bucket. */
  name?: string
  ephemeral: Intervals
  /** Judges the document of an endpoint that serves the host: does it let the agent's calls through? */
  policyAllows: PolicyJudge
}

/** Can a host open HTTPS to an AWS service: the name first, then every hop to what it resolves to, then the endpoint's policy. */
export function servicePathOf(host: Instance, question: ServiceQuestion, network: Network): ServicePath {
  return withoutRepeats(wholePath(host, question, network))
}

function wholePath(host: Instance, question: ServiceQuestion, network: Network): ServicePath {
  const { service, region, name } = question
  const source = hostSource(host)
  const resolution = resolveService(service, host.vpcId ?? '', region, network, name)
  const plain = { name: resolution.name, endpointIds: [], shadowed: [] }
  if (!source.party) return { ...plain, ...pathOf([source.hop]), via: 'unknown' }
  const context = { host, question, network, source: source.party, name: resolution.name }
  const opening = [source.hop, ...resolution.hops]
  const alternatives = resolution.answers.map((answer) => ({ label: labelOf(answer), result: follow(answer, context) }))
  const merged = oneOf(alternatives)
  return {
    ...plain,
    ...pathOf([...opening, ...merged.hops]),
    ...viaOf(resolution, merged.hops),
    shadowed: shadowedBy(resolution, source.party, network),
  }
}

interface Context {
  host: Instance
  question: ServiceQuestion
  network: Network
  source: Party
  name: string
}

const labelOf = (answer: NameAnswer) =>
  answer.kind === 'endpoints' ? (answer.endpoints[0]?.vpcEndpointId ?? answer.kind) : answer.kind

/** Whatever the name resolves to, without a rule for the port nothing leaves. */
function certainBlocks(source: Party, network: Network): Hop[] {
  const anywhere: Party = {
    label: 'any address',
    addresses: ANY_IPV4,
    spread: 'one-of',
    groups: 'unknown',
    groupsWhy: 'The destination is not known.',
  }
  const hop = securityGroupHop(source, 'egress', anywhere, HTTPS, 'unknown', network)
  return hop.outcome === 'fail' ? [hop] : []
}

function follow(answer: NameAnswer, context: Context): PathResult {
  if (answer.kind === 'nothing' || answer.kind === 'foreign-endpoint') {
    const blocks = answer.hop.outcome === 'unknown' ? certainBlocks(context.source, context.network) : []
    return pathOf([answer.hop, ...blocks])
  }
  const result =
    answer.kind === 'endpoints'
      ? eachOf(
          answer.endpoints.map((endpoint) => ({
            label: endpoint.vpcEndpointId,
            result: throughEndpoint(endpoint, answer.hop, context),
          })),
        )
      : answer.kind === 'addresses'
        ? toAddresses({
            ...context,
            addresses: answer.addresses,
            dial: (party) => atAddress(party, answer.hop, context),
          })
        : toPublicAddresses(context)
  return pathOf([...(answer.hop ? [answer.hop] : []), ...result.hops])
}

/** An address that a zone gives may be an endpoint's, beside others that are not. */
function atAddress(party: Party, zone: Hop, context: Context): PathResult {
  const { network } = context
  const endpoint = network
    .knownVpcEndpoints()
    .find((e) => e.networkInterfaceIds.includes(party.networkInterfaceId ?? ''))
  if (!endpoint) {
    const there = party.place && network.vpcEndpointsOf(party.place.vpcId)
    const unread = there && !there.found ? [notSeen(zone.at, 'vpc-endpoint', there)] : []
    return pathOf([...unread, ...dial(party, context).hops])
  }
  const { hops } = dial(party, context)
  return pathOf([
    endpointState(endpoint),
    ...astray(endpoint, zone, context),
    ...hops,
    policyHop(endpoint, context.question.policyAllows, context.network),
  ])
}

/** Of answers that are given in turn, one may be an endpoint of another service. */
function astray(endpoint: VpcEndpoint, { at }: Hop, { question, name }: Context): Hop[] {
  const { service, region } = question
  return servesService(endpoint, service, region) ? [] : [wrongService(endpoint, at, name)]
}

function endpointState(endpoint: VpcEndpoint): Hop {
  const at = endpoint.vpcEndpointId
  return stateHop(standingOf('endpoint', endpoint.state), {
    at,
    kind: 'vpc-endpoint',
    why: `${at} is ${endpoint.state}${endpoint.lastError ? ` (${endpoint.lastError})` : ''}.`,
  })
}

/** Every interface of the endpoint: DNS answers rotate over them. */
function throughEndpoint(endpoint: VpcEndpoint, named: Hop, context: Context): PathResult {
  const at = endpoint.vpcEndpointId
  const interfaces = [...endpoint.networkInterfaceIds]
    .sort()
    .map((id) => ({ label: id, result: toInterface(id, endpoint, context) }))
  const reached =
    interfaces.length > 0
      ? eachOf(interfaces)
      : pathOf([
          fails({
            at,
            kind: 'vpc-endpoint',
            code: 'NO_INTERFACES',
            why: `${at} has no network interface: nothing answers there.`,
          }),
        ])
  const opening = [endpointState(endpoint), ...astray(endpoint, named, context)]
  return pathOf([...opening, ...reached.hops, policyHop(endpoint, context.question.policyAllows, context.network)])
}

function toInterface(id: string, { vpcEndpointId, dnsRecordIpType }: VpcEndpoint, context: Context): PathResult {
  const eni = context.network.networkInterface(id)
  if (!eni.found) return pathOf([notSeen(id, 'vpc-endpoint', eni)])
  const ipv6 = partyOfInterface(eni.value, 6)
  if (dnsRecordIpType === 'ipv6') return toIpv6Interface(id, `The names of ${vpcEndpointId} have`, ipv6, context)
  const destination = partyOfInterface(eni.value)
  if (!destination) return toIpv6Interface(id, `${id} has`, ipv6, context)
  const byIpv4 = dial(destination, context)
  const source = hostSource(context.host, 6).party
  if (byIpv4.verdict !== 'blocked' || dnsRecordIpType !== 'dualstack' || !ipv6 || !source) return byIpv4
  // The names have both kinds of records; whether the agent goes on to the other kind is not known.
  return oneOf([
    { label: `${id} by IPv4`, result: byIpv4 },
    { label: `${id} by IPv6`, result: dial(ipv6, { ...context, source }) },
  ])
}

/**
 * An endpoint of IPv6 alone, or whose names have AAAA records alone, is dialled by any host that has such an address itself.
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
 */
function toIpv6Interface(id: string, whose: string, destination: Party | undefined, context: Context): PathResult {
  const words = { at: id, kind: 'vpc-endpoint', code: 'NO_ADDRESS_OF_FAMILY' } as const
  if (!destination) return pathOf([isUnknown({ ...words, why: `${whose} no IPv4 address.` })])
  const source = hostSource(context.host, 6).party
  if (source) return dial(destination, { ...context, source })
  const why = `${whose} no IPv4 address, and ${context.host.instanceId} has no IPv6 address.`
  return pathOf([fails({ ...words, why })])
}

function dial(destination: Party, { host, source, question, network }: Context, service?: EndpointService): PathResult {
  const flow: Flow = { source, destination, port: HTTPS, ephemeral: question.ephemeral, ...(service && { service }) }
  return evaluateFromHost(host, flow, network)
}

/**
 * Public addresses. Those of S3 are the entries of its prefix list, which a gateway endpoint may serve;
 * of the others nothing is known but that they are public.
 */
function toPublicAddresses(context: Context): PathResult {
  const { question, network, name } = context
  const { service, region } = question
  const anywhere: Party = { label: name, addresses: PUBLIC_IPV4, spread: 'one-of', groups: 'none' }
  const list = service === 's3' ? network.servicePrefixList(region, service) : undefined
  if (!list?.found) return withGatewayPolicy(dial(anywhere, context, service), context)
  const { prefixListId } = list.value
  const entries = prefixListEntries(prefixListId, network)
  const addresses = entries.found ? addressSetOf(entries.value, 4) : undefined
  const destination: Party = { ...anywhere, prefixListId, ...(addresses && { addresses, spread: 'each' }) }
  return withGatewayPolicy(dial(destination, context, service), context)
}

function withGatewayPolicy(result: PathResult, context: Context): PathResult {
  const ids = result.hops.flatMap((hop) => (hop.kind === 'vpc-endpoint' ? [hop.at] : []))
  const policies = ids.flatMap((id) => {
    const endpoint = context.network.vpcEndpoint(id)
    return endpoint.found ? [policyHop(endpoint.value, context.question.policyAllows, context.network)] : []
  })
  return pathOf([...result.hops, ...policies])
}
