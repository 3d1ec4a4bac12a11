import type { Argument, CommandLine } from '../../model/command.js'
import type { EndpointService } from '../../model/config.js'
import { dnsSuffix } from '../../model/dns-suffix.js'
import type { Remedy } from '../../model/finding.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import { awsCommand } from './aws-command.js'
import { endpointGroup } from './endpoint-group.js'
import type { EndpointQuestion } from './endpoint-question.js'

/** @see https://docs.aws.amazon.com/cli/latest/reference/ec2/create-vpc-endpoint.html */
export function absentRemedy(question: EndpointQuestion): Remedy {
  const { service, vpcId } = question
  if (service === 's3') {
    const commands = gatewayCommands(question)
    return {
      text: `Create a gateway endpoint of S3 in ${vpcId} for the route tables of the hosts; open connections to S3 are cut once.`,
      ...(commands && { commands }),
    }
  }
  const subnetIds = oneSubnetPerZone(question.hosts)
  const { groupId, commands } = endpointGroup(question)
  return {
    text: `Create an interface endpoint of ${service} in ${vpcId}, one subnet per zone, with private DNS and a security group that admits tcp/443 from the whole VPC: at once every workload of the VPC uses it.`,
    ...(subnetIds.length > 0 && {
      commands: [
        ...commands,
        create(question, [
          ...['--vpc-endpoint-type', 'Interface', '--subnet-ids', ...subnetIds],
          ...['--security-group-ids', groupId, '--private-dns-enabled'],
        ]),
      ],
    }),
  }
}

/** For the route tables of the hosts; where one is not known, a part of them would be half a remedy. */
function gatewayCommands(question: EndpointQuestion): CommandLine[] | undefined {
  const subnetIds = new Set(question.hosts.flatMap(({ subnetId }) => subnetId ?? []))
  const tables = [...subnetIds].map((subnetId) => question.inventory.routeTableOf(subnetId))
  const ids = tables.flatMap((table) => (table.outcome === 'ok' && table.value ? [table.value.routeTableId] : []))
  if (ids.length === 0 || ids.length < tables.length) return undefined
  return [create(question, ['--vpc-endpoint-type', 'Gateway', '--route-table-ids', ...[...new Set(ids)].sort()])]
}

function create({ service, vpcId, region: { region } }: EndpointQuestion, words: readonly Argument[]): CommandLine {
  return awsCommand(
    ...['ec2', 'create-vpc-endpoint', '--vpc-id', vpcId, '--service-name', endpointService(service, region)],
    ...words,
    ...['--region', region],
  )
}

/** In the partitions whose names begin otherwise, `aws ec2 describe-vpc-endpoint-services` lists them. */
function endpointService(service: EndpointService, region: string): Argument {
  return dnsSuffix(region) === 'amazonaws.com' ? `com.amazonaws.${region}.${service}` : { placeholder: 'SERVICE_NAME' }
}

/** An endpoint takes one subnet of a zone. */
function oneSubnetPerZone(hosts: readonly Instance[]): string[] {
  const byZone = new Map<string, string>()
  for (const { availabilityZone, subnetId } of hosts)
    if (subnetId !== undefined && subnetId < (byZone.get(availabilityZone) ?? '~'))
      byZone.set(availabilityZone, subnetId)
  return [...byZone.values()].sort()
}

export function privateDnsRemedy(vpcEndpointId: string, region: string): Remedy {
  return {
    text: `Switch private DNS of ${vpcEndpointId} on, after its security group admits tcp/443 from the whole VPC: at once every workload of the VPC uses it.`,
    commands: [
      awsCommand(
        ...['ec2', 'modify-vpc-endpoint', '--vpc-endpoint-id', vpcEndpointId],
        ...['--private-dns-enabled', '--region', region],
      ),
    ],
  }
}

/** Of a gateway endpoint that lacks route tables. */
export function associateRemedy(vpcEndpointId: string, routeTableIds: string[], text: string, region: string): Remedy {
  return {
    text,
    commands: [
      awsCommand(
        ...['ec2', 'modify-vpc-endpoint', '--vpc-endpoint-id', vpcEndpointId],
        ...['--add-route-table-ids', ...[...new Set(routeTableIds)].sort(), '--region', region],
      ),
    ],
  }
}

/** Of endpoints that have no subnet in zones where hosts are: the subnets of those hosts join the first endpoint. */
export function zoneRemedy(
  endpoints: readonly { vpcEndpointId: string }[],
  zones: readonly string[],
  { hosts, region: { region } }: EndpointQuestion,
): Remedy {
  const text = `Add a subnet of ${zones.join(', ')} to ${endpoints.map((each) => each.vpcEndpointId).join(', ')}.`
  const subnetIds = oneSubnetPerZone(hosts.filter((host) => zones.includes(host.availabilityZone)))
  const [first] = endpoints
  if (first === undefined || subnetIds.length === 0) return { text }
  return {
    text,
    commands: [
      awsCommand(
        ...['ec2', 'modify-vpc-endpoint', '--vpc-endpoint-id', first.vpcEndpointId],
        ...['--add-subnet-ids', ...subnetIds, '--region', region],
      ),
    ],
  }
}
