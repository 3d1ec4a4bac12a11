import { ENDPOINT_SERVICES, type EndpointService } from '../../model/config.js'
import { dnsSuffix } from '../../model/dns-suffix.js'
import type { VpcEndpoint } from '../../model/snapshot-network.js'
import { isWithin } from './names.js'

/** The name that an agent asks for. Its configuration may say otherwise (FIPS), which nobody sees from outside. */
export function serviceName(service: EndpointService, region: string): string {
  return `${service}.${region}.${dnsSuffix(region)}`
}

/**
 * The name that an agent asks for when it speaks to S3 about a bucket of its own account. A bucket with dots in its name
 * goes by the path, since no certificate covers such a name.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function bucketHostName(bucket: string, region: string): string {
  const service = serviceName('s3', region)
  return bucket.includes('.') ? service : `${bucket.toLowerCase()}.${service}`
}

/**
 * Whether an endpoint leads to exactly this service: the beginnings of service names differ between partitions
 * (`cn.com.amazonaws.…`, `gov.ic.c2s.…`), and `ec2messages`, `ssm-fips` or `s3express` are other services.
 */
export function servesService(endpoint: VpcEndpoint, service: EndpointService, region: string): boolean {
  return endpoint.serviceName.endsWith(`.${region}.${service}`) && (endpoint.serviceRegion ?? region) === region
}

/** The service that answers to a name in a region, if it is one of those that agents use. */
export function serviceNamed(name: string, region: string): EndpointService | undefined {
  return ENDPOINT_SERVICES.find((service) => {
    const own = serviceName(service, region)
    return name === own || (service === 's3' && isWithin(name, own))
  })
}
