import type { EndpointService } from '../../model/config.js'
import type { Hop } from '../../model/finding.js'
import type { VpcEndpoint } from '../../model/snapshot-network.js'
import type { Network } from '../network.js'
import { addressSet } from '../values/addresses.js'
import { fails, isUnknown, passes } from '../values/hops.js'
import { covers } from '../values/intervals.js'
import { mergedEndpoints } from './endpoint-names.js'
import type { NameAnswer, Resolution } from './name-answers.js'
import { servesService, serviceName } from './service-names.js'
import { namesOf } from './vpc-names.js'

/** A name of a service, as asked in a VPC. */
export interface ServiceAsked {
  service: EndpointService
  vpcId: string
  region: string
  /** The service's own name, or a bucket's. */
  name: string
}

const kind = 'name-resolution'

/** What an agent's name for a service resolves to in a VPC, and whether that is the service. */
export function resolveService(
  service: EndpointService,
  vpcId: string,
  region: string,
  network: Network,
  name = serviceName(service, region),
): Resolution {
  const resolution = namesOf(vpcId, region, network).resolve(name)
  const asked = { service, vpcId, region, name: resolution.name }
  return { ...resolution, answers: resolution.answers.map((answer) => ofService(answer, asked, network)) }
}

function ofService(answer: NameAnswer, asked: ServiceAsked, network: Network): NameAnswer {
  switch (answer.kind) {
    case 'endpoints':
      return rightService(answer, asked)
    case 'foreign-endpoint': {
      const { service, region } = asked
      if (answer.service === `${service}.${region}`) return answer
      const wrong = { vpcEndpointId: answer.endpointId, serviceName: answer.service }
      return { kind: 'nothing', hop: wrongService(wrong, answer.hop.at, asked.name) }
    }
    case 'addresses': {
      const held = endpointsAt(answer.addresses, asked.vpcId, network)
      const endpoints = mergedEndpoints(held.flatMap((endpoint) => endpoint ?? []))
      if (held.every((endpoint) => endpoint))
        return rightService({ kind: 'endpoints', endpoints, by: 'hosted-zone', hop: answer.hop }, asked)
      const [wrong] = wrongOnes(endpoints, answer.hop.at, asked)
      return { ...answer, ...(wrong && { astray: wrong }) }
    }
    case 'public': {
      if (answer.name === asked.name) return { ...answer, hop: publicHop(asked, network) }
      const at = answer.hop?.at ?? asked.vpcId
      const why = `${asked.name} is sent to ${answer.name} by a hosted zone, which was not found in the account.`
      return { kind: 'nothing', hop: isUnknown({ at, kind, code: 'HOSTED_ZONE_TARGET', why }) }
    }
    case 'in-turn':
      return { kind: 'nothing', hop: answer.hop }
    default:
      return answer
  }
}

function rightService(answer: Extract<NameAnswer, { kind: 'endpoints' }>, asked: ServiceAsked): NameAnswer {
  const wrong = wrongOnes(answer.endpoints, answer.hop.at, asked)
  const [first] = wrong
  if (!first) return answer
  return wrong.length === answer.endpoints.length ? { kind: 'nothing', hop: first } : { ...answer, astray: first }
}

/** A failing hop for each endpoint of another service. */
function wrongOnes(endpoints: readonly VpcEndpoint[], at: string, { service, region, name }: ServiceAsked): Hop[] {
  const wrong = endpoints.filter((endpoint) => !servesService(endpoint, service, region))
  return wrong.map((endpoint) => wrongService(endpoint, at, name))
}

/** What answers is an endpoint of another service, which refuses whoever asks for this one. */
export function wrongService(endpoint: WrongEndpoint, at: string, name: string): Hop {
  const { vpcEndpointId, serviceName } = endpoint
  const why = `${name} is sent to ${vpcEndpointId} of ${serviceName} by a hosted zone.`
  return fails({ at, kind, code: 'WRONG_SERVICE', why })
}

type WrongEndpoint = Pick<VpcEndpoint, 'vpcEndpointId' | 'serviceName'>

const indexes = new WeakMap<Network, Map<string, VpcEndpoint[]>>()

/** Endpoints by the addresses of their interfaces. */
function byAddress(network: Network): Map<string, VpcEndpoint[]> {
  const known = indexes.get(network)
  if (known) return known
  const index = new Map<string, VpcEndpoint[]>()
  for (const endpoint of network.knownVpcEndpoints())
    for (const id of endpoint.networkInterfaceIds) {
      const eni = network.networkInterface(id)
      for (const address of eni.found ? eni.value.privateIpAddresses : [])
        index.set(address, [...(index.get(address) ?? []), { ...endpoint, networkInterfaceIds: [id] }])
    }
  indexes.set(network, index)
  return index
}

/**
 * For each address the endpoint whose interface holds it, with that interface alone. `undefined` where it is not an
 * endpoint's, or where VPCs with the same addresses leave open whose it is.
 */
function endpointsAt(addresses: readonly string[], vpcId: string, network: Network): (VpcEndpoint | undefined)[] {
  const index = byAddress(network)
  return addresses.map((address) => {
    const all = index.get(address) ?? []
    const found = isLocal(address, vpcId, network) ? all.filter((endpoint) => endpoint.vpcId === vpcId) : all
    return found.length === 1 ? found[0] : undefined
  })
}

function isLocal(address: string, vpcId: string, network: Network): boolean {
  const vpc = network.vpc(vpcId)
  const set = addressSet(address)
  return (
    vpc.found &&
    set !== undefined &&
    vpc.value.cidrBlocks.some((text) => {
      const block = addressSet(text)
      return block?.family === set.family && covers(block.ranges, set.ranges)
    })
  )
}

/** Endpoints of the VPC that could answer and do not are named, with the reason. */
function publicHop({ service, vpcId, region, name }: ServiceAsked, network: Network) {
  const endpoints = network.vpcEndpointsOf(vpcId)
  const own = (endpoints.found ? endpoints.value : []).filter(
    (e) => e.vpcEndpointType === 'Interface' && servesService(e, service, region),
  )
  const unused = own.map((e) => e.vpcEndpointId).join(', ')
  const attributes = network.vpcAttributesOf(vpcId, region)
  const hostnamesOff = attributes.found && !attributes.value.enableDnsHostnames
  const on = own.some((e) => e.privateDnsEnabled)
  const cause = !on ? 'private DNS is off' : hostnamesOff ? 'enableDnsHostnames is off' : 'private DNS does not answer'
  const why =
    unused === ''
      ? `${name} resolves to public addresses.`
      : `${name} resolves to public addresses; ${unused} is not used, since ${cause}.`
  return passes({ at: vpcId, kind, code: 'PUBLIC_DNS', why })
}
