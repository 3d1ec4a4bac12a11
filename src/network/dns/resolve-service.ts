import type { EndpointService } from '../../model/config.js'
import type { Hop } from '../../model/finding.js'
import type { VpcEndpoint } from '../../model/snapshot-network.js'
import type { Network } from '../network.js'
import { fails, isUnknown, notSeen, passes } from '../values/hops.js'
import { resolverOf, zoneAnswer } from './resolver.js'
import { servesService, serviceName } from './service-names.js'

/** Where a service's name may lead. */
export type Answer =
  | { kind: 'endpoints'; endpoints: VpcEndpoint[]; by: 'private-dns' | 'hosted-zone'; hop: Hop }
  | { kind: 'addresses'; addresses: string[]; hop: Hop }
  | { kind: 'public'; hop: Hop }
  | { kind: 'nothing'; hop: Hop }

export interface Resolution {
  name: string
  /** What the VPC's resolver is; in doubt an `unknown`. */
  hops: Hop[]
  /** One of them is true. None: it cannot be seen where the name leads. */
  answers: Answer[]
}

const kind = 'name-resolution'

/**
 * What an agent's name for a service resolves to in a VPC. Private DNS of an interface endpoint answers in every subnet
 * of the VPC and so shadows any NAT gateway; then private hosted zones; then the public addresses.
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
 */
export function resolveService(service: EndpointService, vpcId: string, region: string, network: Network): Resolution {
  return network.memo(`resolution ${service} ${vpcId} ${region}`, () => {
    const name = serviceName(service, region)
    const view = resolverOf(vpcId, region, name, network)
    if (view.answers !== 'amazon')
      return { name, hops: [view.hop], answers: view.answers === 'nobody' ? [{ kind: 'nothing', hop: view.hop }] : [] }
    const unseen = invisibleEndpoints(vpcId, network)
    if (unseen) return { name, hops: [view.hop, unseen], answers: [] }
    return { name, hops: [view.hop], ...amazonAnswers({ name, service, vpcId, region, network }) }
  })
}

/** Endpoints of a shared VPC belong to its owner, and a participant does not see them. */
function invisibleEndpoints(vpcId: string, network: Network): Hop | undefined {
  const vpc = network.vpc(vpcId)
  if (!vpc.found) return notSeen(vpcId, kind, vpc)
  if (vpc.value.ownerId !== network.snapshot.accountId)
    return isUnknown({
      at: vpcId,
      kind,
      code: 'SHARED_VPC',
      why: `${vpcId} belongs to account ${vpc.value.ownerId}, which was not scanned: its endpoints cannot be seen.`,
    })
  const endpoints = network.vpcEndpointsOf(vpcId)
  return endpoints.found ? undefined : notSeen(vpcId, kind, endpoints)
}

interface Question {
  name: string
  service: EndpointService
  vpcId: string
  region: string
  network: Network
}

/** States in which an endpoint's private DNS is gone or was never there; of the others nothing is certain. */
const WITHOUT_DNS = new Set(['pendingacceptance', 'failed', 'rejected', 'expired', 'deleted'])

function amazonAnswers(question: Question): { answers: Answer[] } {
  const { service, vpcId, region, network, name } = question
  const endpoints = network.vpcEndpointsOf(vpcId)
  const own = (endpoints.found ? endpoints.value : []).filter(
    (e) => e.vpcEndpointType === 'Interface' && servesService(e, service, region),
  )
  const named = own.filter(
    (e) =>
      e.privateDnsEnabled &&
      e.privateDnsOnlyForInboundResolverEndpoint !== true &&
      !WITHOUT_DNS.has(e.state.toLowerCase()),
  )
  if (named.length === 0) return { answers: [zoneOrPublic(question, own)] }
  if (!hostnamesOn(vpcId, region, network)) return { answers: [zoneOrPublic(question, own)] }
  const available = named.filter((e) => e.state.toLowerCase() === 'available')
  const ids = (available.length > 0 ? available : named).map((e) => e.vpcEndpointId)
  const hop = passes({
    at: ids[0] ?? vpcId,
    kind,
    code: 'PRIVATE_DNS',
    why: `${name} resolves to ${ids.join(', ')} in every subnet of ${vpcId} (private DNS).`,
  })
  if (available.length > 0) return { answers: [{ kind: 'endpoints', endpoints: available, by: 'private-dns', hop }] }
  return { answers: [{ kind: 'endpoints', endpoints: named, by: 'private-dns', hop }, zoneOrPublic(question, own)] }
}

function hostnamesOn(vpcId: string, region: string, network: Network): boolean {
  const attributes = network.vpcAttributesOf(vpcId, region)
  return attributes.found && attributes.value.enableDnsHostnames
}

function zoneOrPublic(question: Question, own: readonly VpcEndpoint[]): Answer {
  const { name, vpcId, region, network } = question
  const answer = zoneAnswer(name, vpcId, region, network)
  switch (answer.kind) {
    case 'no-zone':
      return { kind: 'public', hop: publicHop(question, own) }
    case 'unknown':
      return { kind: 'nothing', hop: answer.hop }
    case 'no-record':
      return { kind: 'nothing', hop: answer.hop }
    case 'addresses':
      return {
        kind: 'addresses',
        addresses: answer.ipv4.length > 0 ? answer.ipv4 : answer.ipv6,
        hop: passes({
          at: answer.zone.hostedZoneId,
          kind,
          code: 'HOSTED_ZONE',
          why: `${name} resolves to ${[...answer.ipv4, ...answer.ipv6].join(', ')} by the hosted zone ${answer.zone.name}.`,
        }),
      }
    default: {
      const endpoint = endpointNamed(answer.target, network)
      const at = answer.zone.hostedZoneId
      if (endpoint === undefined)
        return {
          kind: 'nothing',
          hop: isUnknown({
            at,
            kind,
            code: 'HOSTED_ZONE_TARGET',
            why: `The hosted zone ${answer.zone.name} sends ${name} to ${answer.target}, which was not found in the account.`,
          }),
        }
      if (!servesService(endpoint, question.service, region))
        return {
          kind: 'nothing',
          hop: fails({
            at,
            kind,
            code: 'WRONG_SERVICE',
            why: `The hosted zone ${answer.zone.name} sends ${name} to ${endpoint.vpcEndpointId} of ${endpoint.serviceName}.`,
          }),
        }
      const hop = passes({
        at,
        kind,
        code: 'HOSTED_ZONE',
        why: `${name} resolves to ${endpoint.vpcEndpointId} by the hosted zone ${answer.zone.name}.`,
      })
      return { kind: 'endpoints', endpoints: [endpoint], by: 'hosted-zone', hop }
    }
  }
}

function publicHop({ name, vpcId, region, network }: Question, own: readonly VpcEndpoint[]): Hop {
  const unused = own.map((e) => e.vpcEndpointId).join(', ')
  const cause =
    own.some((e) => e.privateDnsEnabled) && !hostnamesOn(vpcId, region, network)
      ? 'enableDnsHostnames is off'
      : 'its private DNS does not answer'
  const why =
    unused === ''
      ? `${name} resolves to public addresses.`
      : `${name} resolves to public addresses; ${unused} is not used, since ${cause}.`
  return passes({ at: vpcId, kind, code: 'PUBLIC_DNS', why })
}

/** The endpoint that a `vpce-…` name belongs to, in any VPC of the snapshot. */
function endpointNamed(target: string, network: Network): VpcEndpoint | undefined {
  const byName = network.memo(
    'endpoints by name',
    () =>
      new Map(
        network
          .vpcEndpoints()
          .flatMap((e) =>
            e.dnsNames.map((dnsName): [string, VpcEndpoint] => [dnsName.toLowerCase().replace(/\.$/, ''), e]),
          ),
      ),
  )
  const id = /^(?:\*\.)?(vpce-[0-9a-z]+)[.-]/.exec(target)?.[1]
  const known = byName.get(target)
  if (known && target.startsWith('vpce-')) return known
  const byId = id === undefined ? undefined : network.vpcEndpoint(id)
  return byId?.found ? byId.value : known
}
