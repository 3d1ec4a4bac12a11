import type { CreateEndpointChange } from '../../model/change.js'
import type { Remedy } from '../../model/finding.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import { newName, stepId } from '../../model/step-id.js'
import { endpointsGroup, missingDns, offered } from './endpoint-changes.js'
import type { EndpointQuestion } from './endpoint-question.js'
import { privateDnsTaken } from './private-dns-taken.js'

const INTERFACE = 'create-endpoint'
const GATEWAY = 'create-s3-gateway-endpoint'

export function absentRemedy(question: EndpointQuestion): Remedy {
  return question.service === 's3' ? gatewayRemedy(question) : interfaceRemedy(question)
}

/** @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html */
function gatewayRemedy(question: EndpointQuestion): Remedy {
  const { vpcId, region } = question
  const text = `Create a gateway endpoint of S3 in ${vpcId} for the route tables of the hosts; open connections to S3 are cut once.`
  const routeTableIds = tablesOf(question)
  if (!routeTableIds) return { text }
  const { serviceName } = offered(question, 'Gateway')
  return {
    id: GATEWAY,
    text,
    changes: [
      {
        remedy: GATEWAY,
        change: {
          ...{ kind: 'create-vpc-endpoint', region: region.region, vpcId, serviceName, endpointType: 'Gateway' },
          ...{ subnetIds: [], groupIds: [], routeTableIds },
        },
      },
    ],
  }
}

/**
 * A group that admits the whole VPC, since private DNS leads all of it to the endpoint at once; private DNS last.
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
 */
function interfaceRemedy(question: EndpointQuestion): Remedy {
  const { service, vpcId, region: here } = question
  const { region } = here
  const text = `Create an interface endpoint of ${service} in ${vpcId}, one subnet per zone, with a security group that admits tcp/443 from the whole VPC, and private DNS last: at once every workload of the VPC uses it.`
  const group = endpointsGroup(question)
  if (!group) return { text }
  const { serviceName, zones } = offered(question, 'Interface')
  const change: CreateEndpointChange = {
    ...{ kind: 'create-vpc-endpoint', region, vpcId, serviceName, endpointType: 'Interface' },
    subnetIds: oneSubnetPerZone(question.hosts.filter((host) => !zones || zones.includes(host.availabilityZone))),
    groupIds: [group.groupId],
    routeTableIds: [],
  }
  const vpcEndpointId = newName(stepId(INTERFACE, change))
  const refused = privateDnsTaken(question)
  return {
    id: INTERFACE,
    text,
    ...(refused && { refused }),
    changes: [
      ...missingDns(question),
      ...group.changes.map((each) => ({ remedy: INTERFACE, change: each })),
      { remedy: INTERFACE, change },
      { remedy: INTERFACE, change: { kind: 'modify-vpc-endpoint', region, vpcEndpointId, vpcId, privateDns: true } },
    ],
  }
}

/** The tables of the hosts' subnets; where one is not known, a part of them would be half a remedy. */
function tablesOf({ hosts, inventory }: EndpointQuestion): string[] | undefined {
  const subnetIds = new Set(hosts.flatMap(({ subnetId }) => subnetId ?? []))
  const tables = [...subnetIds].map((subnetId) => inventory.routeTableOf(subnetId))
  const ids = tables.flatMap((table) => (table.outcome === 'ok' && table.value ? [table.value.routeTableId] : []))
  if (ids.length === 0 || ids.length < tables.length) return undefined
  return [...new Set(ids)].sort()
}

/** An endpoint takes one subnet of a zone. */
function oneSubnetPerZone(hosts: readonly Instance[]): string[] {
  const byZone = new Map<string, string>()
  for (const { availabilityZone, subnetId } of hosts)
    if (subnetId !== undefined && subnetId < (byZone.get(availabilityZone) ?? '~'))
      byZone.set(availabilityZone, subnetId)
  return [...byZone.values()].sort()
}

export function privateDnsRemedy(vpcEndpointId: string, question: EndpointQuestion): Remedy {
  const { vpcId, region } = question
  const refused = privateDnsTaken(question, vpcEndpointId)
  return {
    id: INTERFACE,
    ...(refused && { refused }),
    text: `Switch private DNS of ${vpcEndpointId} on, after its security group admits tcp/443 from the whole VPC: at once every workload of the VPC uses it.`,
    changes: [
      ...missingDns(question),
      {
        remedy: INTERFACE,
        change: { kind: 'modify-vpc-endpoint', region: region.region, vpcEndpointId, vpcId, privateDns: true },
      },
    ],
  }
}

/** Of a gateway endpoint that lacks route tables. */
export function associateRemedy(
  vpcEndpointId: string,
  routeTableIds: string[],
  text: string,
  { vpcId, region }: EndpointQuestion,
): Remedy {
  const addRouteTableIds = [...new Set(routeTableIds)].sort()
  return {
    id: GATEWAY,
    text,
    changes: [
      {
        remedy: GATEWAY,
        change: { kind: 'modify-vpc-endpoint', region: region.region, vpcEndpointId, vpcId, addRouteTableIds },
      },
    ],
  }
}

/** Of endpoints that have no subnet in zones where hosts are: the subnets of those hosts join the first endpoint. */
export function zoneRemedy(
  endpoints: readonly { vpcEndpointId: string; vpcId: string }[],
  zones: readonly string[],
  question: EndpointQuestion,
): Remedy {
  const text = `Add a subnet of ${zones.join(', ')} to ${endpoints.map((each) => each.vpcEndpointId).join(', ')}.`
  const { zones: served } = offered(question, 'Interface')
  const addSubnetIds = oneSubnetPerZone(
    question.hosts.filter(({ availabilityZone: zone }) => zones.includes(zone) && (!served || served.includes(zone))),
  )
  // An endpoint of another VPC takes subnets of its own alone.
  const [first] = endpoints.filter((each) => each.vpcId === question.vpcId)
  if (first === undefined || addSubnetIds.length === 0) return { text }
  const { vpcEndpointId, vpcId } = first
  return {
    id: INTERFACE,
    text,
    changes: [
      {
        remedy: INTERFACE,
        change: {
          ...{ kind: 'modify-vpc-endpoint', region: question.region.region, vpcEndpointId, vpcId },
          addSubnetIds,
        },
      },
    ],
  }
}
