import type { Argument, CommandLine } from '../../model/command.js'
import { admitsBlocks } from '../../network/index.js'
import { awsCommand } from './aws-command.js'
import type { EndpointQuestion } from './endpoint-question.js'

/** The group that is made where a VPC has none for its endpoints. */
const NAME = 'ssm-ready-endpoints'
const HTTPS = 443

/** A security group that admits tcp/443 from the whole VPC, and the commands that make it first. */
interface EndpointGroup {
  groupId: Argument
  commands: CommandLine[]
}

/**
 * One that an endpoint of the VPC has already, else one of our own name, else a new one: the commands find its id by its
 * name. Where the groups or the blocks of the VPC are not known, the reader has to name one.
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
 */
export function endpointGroup({ vpcId, inventory, region }: EndpointQuestion): EndpointGroup {
  const groups = region.snapshot.securityGroups
  const endpoints = inventory.vpcEndpointsOf(vpcId)
  const vpc = inventory.vpc(vpcId)
  const blocks = (vpc.outcome === 'ok' && vpc.value?.cidrBlocks) || []
  if (groups.outcome !== 'ok' || endpoints.outcome !== 'ok' || blocks.length === 0)
    return { groupId: { placeholder: 'SECURITY_GROUP_ID' }, commands: [] }
  const inUse = new Set(endpoints.value.flatMap(({ groupIds }) => groupIds))
  const candidates = groups.value
    .filter((group) => group.vpcId === vpcId && (inUse.has(group.groupId) || group.groupName === NAME))
    .toSorted((a, b) => (a.groupId < b.groupId ? -1 : 1))
  const fitting = candidates.find((group) => admitsBlocks(group, HTTPS, blocks))
  if (fitting) return { groupId: fitting.groupId, commands: [] }
  const there = ['--region', region.region]
  const ours = candidates.find(({ groupName }) => groupName === NAME)
  const groupId: Argument = ours?.groupId ?? { output: lookup(vpcId, there) }
  return {
    groupId,
    commands: [
      ...(ours ? [] : [awsCommand('ec2', 'create-security-group', '--vpc-id', vpcId, ...naming(), ...there)]),
      awsCommand(
        ...['ec2', 'authorize-security-group-ingress', '--group-id', groupId, '--ip-permissions'],
        `IpProtocol=tcp,FromPort=${HTTPS},ToPort=${HTTPS},IpRanges=[${blocks.map((block) => `{CidrIp=${block}}`).join(',')}]`,
        ...there,
      ),
    ],
  }
}

const naming = () => ['--group-name', NAME, '--description', 'VPC endpoints: tcp/443 from the VPC']

const lookup = (vpcId: string, there: readonly string[]): CommandLine =>
  awsCommand(
    ...['ec2', 'describe-security-groups', '--filters', `Name=vpc-id,Values=${vpcId}`],
    ...[`Name=group-name,Values=${NAME}`, '--query', 'SecurityGroups[0].GroupId', '--output', 'text', ...there],
  )
