import type { Remedy } from '../../model/finding.js'
import { hasPrivateDns, servesService, serviceName } from '../../network/index.js'
import type { EndpointQuestion } from './endpoint-question.js'

/**
 * Why AWS will not let an endpoint's private DNS be switched on: the VPC has a domain of that name already, by a hosted zone
 * or by another endpoint. One of a parent's name is no obstacle: the more specific one answers.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 */
export function privateDnsTaken(
  { service, vpcId, region: { region }, inventory }: EndpointQuestion,
  vpcEndpointId?: string,
): Remedy['refused'] {
  const name = serviceName(service, region)
  const zones = inventory.hostedZonesOf(vpcId, region)
  const zone = zones.outcome === 'ok' ? zones.value.find((each) => each.name === name) : undefined
  if (zone)
    return {
      reason: 'private-dns-taken',
      message: `Hosted zone ${zone.hostedZoneId} of ${name} is associated with ${vpcId}, and AWS refuses private DNS of the same name beside it: let a record of the zone lead ${name} to an interface endpoint of ${service} without private DNS, or disassociate the zone and plan again.`,
    }
  const endpoints = inventory.vpcEndpointsOf(vpcId)
  const other = (endpoints.outcome === 'ok' ? endpoints.value : []).find(
    (each) => each.vpcEndpointId !== vpcEndpointId && servesService(each, service, region) && hasPrivateDns(each),
  )
  return (
    other && {
      reason: 'private-dns-taken',
      message: `${other.vpcEndpointId} of ${vpcId}, which is ${other.state}, has the private DNS of ${service}, and AWS gives it to one endpoint of a VPC: wait until it is available, or delete it and plan again.`,
    }
  )
}
