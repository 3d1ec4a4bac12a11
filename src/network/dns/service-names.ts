import type { EndpointService } from '../../model/config.js'
import { dnsSuffix } from '../../model/dns-suffix.js'
import type { VpcEndpoint } from '../../model/snapshot-network.js'

/** The name that an agent asks for. Its configuration may say otherwise (FIPS), which nobody sees from outside. */
export function serviceName(service: EndpointService, region: string): string {
  return `${service}.${region}.${dnsSuffix(region)}`
}

/**
 * Whether an endpoint leads to exactly this service: the beginnings of service names differ between partitions
 * (`cn.com.amazonaws.…`, `gov.ic.c2s.…`), and `ec2messages`, `ssm-fips` or `s3express` are other services.
 */
export function servesService(endpoint: VpcEndpoint, service: EndpointService, region: string): boolean {
  return endpoint.serviceName.endsWith(`.${region}.${service}`) && (endpoint.serviceRegion ?? region) === region
}
