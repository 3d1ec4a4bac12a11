import { standingOf } from '../../inventory/states.js'
import type { VpcEndpoint } from '../../model/snapshot-network.js'
import type { Network } from '../network.js'
import { isWithin, plainName } from './names.js'
import { servesService, serviceName, serviceNamed } from './service-names.js'

/** States in which an endpoint's private DNS is gone or was never there; of the others nothing is certain. */
const WITHOUT_DNS = new Set(['pendingacceptance', 'failed', 'rejected', 'expired', 'deleted'])

export const isAvailable = (endpoint: VpcEndpoint): boolean => standingOf('endpoint', endpoint.state) === 'serves'

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

/** An endpoint by one of its names, with the interfaces that answer to it. `unlisted`: it has no such name. */
export type NamedEndpoint = { endpoint: VpcEndpoint; unlisted: boolean }

/**
 * The endpoint that a `vpce-…` name belongs to, in any VPC of the snapshot. Such names resolve everywhere; the name of
 * one zone leads to the interface there alone.
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html#interface-endpoint-dns-hostnames
 */
export function endpointNamed(target: string, network: Network): NamedEndpoint | undefined {
  const [, label = '', id] = ENDPOINT_NAME.exec(target) ?? []
  if (id === undefined) return undefined
  const lookup = network.vpcEndpoint(id)
  if (!lookup.found) return undefined
  const endpoint = lookup.value
  const names = endpoint.dnsNames.map(plainName)
  const unlisted = names.length > 0 && !names.some((own) => isWithin(target, own.replace(/^\*\./, '')))
  return { endpoint: { ...endpoint, networkInterfaceIds: inZoneOf(label, endpoint, network) }, unlisted }
}

/** The label that begins with the endpoint's id: `vpce-ID-HASH` or `vpce-ID-HASH-ZONE`. */
const ENDPOINT_NAME = /^(?:[^.]+\.)?((vpce-[0-9a-z]+)(?:-[^.]*)?)\./

function inZoneOf(label: string, { networkInterfaceIds }: VpcEndpoint, network: Network): string[] {
  const zoned = networkInterfaceIds.map((id) => ({ id, eni: network.networkInterface(id) }))
  const inZone = zoned.filter(({ eni }) => !eni.found || label.endsWith(`-${eni.value.availabilityZone}`))
  // `vpce-ID-HASH`: no zone, so that all of them answer.
  return /^vpce-[0-9a-z]+-[0-9a-z]*-./.test(label) ? inZone.map(({ id }) => id) : networkInterfaceIds
}

/** Each endpoint once, with all of the interfaces that it is listed with. */
export function mergedEndpoints(endpoints: readonly VpcEndpoint[]): VpcEndpoint[] {
  const merged = new Map<string, VpcEndpoint>()
  for (const endpoint of endpoints) {
    const before = merged.get(endpoint.vpcEndpointId)?.networkInterfaceIds ?? []
    const networkInterfaceIds = [...new Set([...before, ...endpoint.networkInterfaceIds])]
    merged.set(endpoint.vpcEndpointId, { ...endpoint, networkInterfaceIds })
  }
  return [...merged.values()]
}

/** The id and the service that the name of an endpoint holds, whoever's it is. */
export function foreignEndpoint(name: string): { endpointId: string; service: string } | undefined {
  const [, endpointId, service] = /^(?:[^.]+\.)?(vpce-[0-9a-z]+)(?:-[0-9a-z-]+)?\.(.+)\.vpce\./.exec(name) ?? []
  return endpointId !== undefined && service !== undefined ? { endpointId, service } : undefined
}
