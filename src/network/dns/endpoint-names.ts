import type { VpcEndpoint } from '../../model/snapshot-network.js'
import type { Network } from '../network.js'
import { isWithin, plainName } from './names.js'
import { servesService, serviceName, serviceNamed } from './service-names.js'

/** States in which an endpoint's private DNS is gone or was never there; of the others nothing is certain. */
const WITHOUT_DNS = new Set(['pendingacceptance', 'failed', 'rejected', 'expired', 'deleted'])

export const isAvailable = (endpoint: VpcEndpoint): boolean => endpoint.state.toLowerCase() === 'available'

/** Whether the resolver of the endpoint's VPC may answer with it for the names of its service. */
export const hasPrivateDns = (endpoint: VpcEndpoint): boolean =>
  endpoint.vpcEndpointType === 'Interface' &&
  endpoint.privateDnsEnabled &&
  endpoint.privateDnsOnlyForInboundResolverEndpoint !== true &&
  !WITHOUT_DNS.has(endpoint.state.toLowerCase())

/**
 * The domain of the hidden zone by which an endpoint's private DNS answers a name: that of the service, with the names
 * of its buckets for S3, or a name that the owner of an endpoint service chose.
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
 */
export function hiddenDomain(endpoint: VpcEndpoint, name: string, region: string): string | undefined {
  const service = serviceNamed(name, region)
  if (service !== undefined) return servesService(endpoint, service, region) ? serviceName(service, region) : undefined
  return endpoint.dnsNames
    .map(plainName)
    .filter((own) => !/^(\*\.)?vpce-/.test(own))
    .find((own) => name === own || (own.startsWith('*.') && isWithin(name, own.slice(2))))
    ?.replace(/^\*\./, '')
}

const indexes = new WeakMap<Network, Map<string, VpcEndpoint>>()

/** The endpoint that a `vpce-…` name belongs to, in any VPC of the snapshot. Such names resolve everywhere. */
export function endpointNamed(target: string, network: Network): VpcEndpoint | undefined {
  const id = /^(?:[^.]+\.)?(vpce-[0-9a-z]+)[.-]/.exec(target)?.[1]
  if (id === undefined) return undefined
  const named = byName(network).get(target)
  if (named) return named
  const byId = network.vpcEndpoint(id)
  return byId.found ? byId.value : undefined
}

/** The id and the service that the name of an endpoint holds, whoever's it is. */
export function foreignEndpoint(name: string): { endpointId: string; service: string } | undefined {
  const [, endpointId, service] = /^(?:[^.]+\.)?(vpce-[0-9a-z]+)(?:-[0-9a-z-]+)?\.(.+)\.vpce\./.exec(name) ?? []
  return endpointId !== undefined && service !== undefined ? { endpointId, service } : undefined
}

function byName(network: Network): Map<string, VpcEndpoint> {
  const known = indexes.get(network)
  if (known) return known
  const index = new Map(
    network.vpcEndpoints().flatMap((e) => e.dnsNames.map((own): [string, VpcEndpoint] => [plainName(own), e])),
  )
  indexes.set(network, index)
  return index
}
