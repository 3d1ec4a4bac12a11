import { endpointObstacle } from './create-endpoint.js'
import type { RemedyDefinition } from './define.js'

/** A gateway endpoint of S3 for the route tables of the hosts; it costs nothing. */
export const createS3GatewayEndpoint: RemedyDefinition = {
  id: 'create-s3-gateway-endpoint',
  title: 'Create a gateway endpoint of S3, or associate it with the route tables of the hosts',
  doc: 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html',
  endpointType: 'Gateway',
  kinds: ['create-vpc-endpoint', 'modify-vpc-endpoint'],
  obstacle: endpointObstacle('create-s3-gateway-endpoint'),
  handling(change) {
    const tables =
      change.kind === 'create-vpc-endpoint'
        ? change.routeTableIds
        : change.kind === 'modify-vpc-endpoint'
          ? (change.addRouteTableIds ?? [])
          : []
    return {
      mode: 'approval',
      risk: `Open connections to S3 are cut once in all subnets of ${tables.join(', ')}, and bucket policies no longer see public addresses of theirs (aws:SourceIp).`,
    }
  },
}
