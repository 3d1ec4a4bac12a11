import {
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2'
import { hasCode } from '../../aws/errors.js'
import type { CreateSecurityGroupChange } from '../../model/change.js'
import type { Snapshot } from '../../model/snapshot.js'
import type { SecurityGroup } from '../../model/snapshot-network.js'
import { newName } from '../../model/step-id.js'
import { type ChangeContext, changeHandler, type StepIdentity } from '../change-handler.js'
import { addItem, findItem } from '../edit.js'
import { poll } from '../wait.js'
import { afterDryRun, filtersOf, mayTag, ON_PLANNED, tagsOf, WITH_PLAN_TAG } from './request.js'
import { securityGroupCode } from './security-group-code.js'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
const GROUPS = ['arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:security-group/*']
const VPCS = ['arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:vpc/*']
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in

/**
 * A group of its own for what a plan makes or moves.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
 */
export const securityGroup = changeHandler<CreateSecurityGroupChange>({
  kinds: ['create-security-group'],
  asCode: securityGroupCode,
  doc: 'https://docs.aws.amazon.com/vpc/latest/userguide/creating-security-groups.html',
  api: () => ['ec2:CreateSecurityGroup'],
  needs: [
    { action: 'ec2:DescribeSecurityGroups' },
    { action: 'ec2:DescribeNetworkInterfaces' },
    { action: 'ec2:DescribeVpcs' },
    { action: 'ec2:CreateSecurityGroup', resources: GROUPS, condition: WITH_PLAN_TAG },
    { action: 'ec2:CreateSecurityGroup', resources: VPCS },
    mayTag('CreateSecurityGroup', GROUPS),
    { action: 'ec2:DeleteSecurityGroup', resources: GROUPS, condition: ON_PLANNED },
  ],
  resource: ({ vpcId }) => vpcId,
  title: ({ groupName, vpcId }) => `Create the security group ${groupName} without inbound rules in ${vpcId}.`,
  commands: ({ groupName, description, vpcId, region }) => [
    [
      ...['aws', 'ec2', 'create-security-group', '--group-name', groupName, '--description', description],
      ...['--vpc-id', vpcId, '--region', region],
    ],
  ],
  lookup: ({ groupName, vpcId, region }) => [
    ...['aws', 'ec2', 'describe-security-groups', '--filters', `Name=vpc-id,Values=${vpcId}`],
    ...[`Name=group-name,Values=${groupName}`, '--query', 'SecurityGroups[0].GroupId', '--output', 'text'],
    ...['--region', region],
  ],
  undoTitle: ({ groupName, vpcId }) => `Delete the security group ${groupName} of ${vpcId}, unless somebody uses it.`,
  before({ vpcId, groupName, region }, snapshot) {
    return { group: named(snapshot, region, vpcId, groupName)?.groupId ?? 'absent' }
  },
  after: () => ({ group: 'present' }),
  async read({ vpcId, groupName, region }, step, { clients }) {
    const ec2 = clients.ec2(region)
    const own = await ownGroup(ec2, step)
    if (own !== undefined) return { is: 'after', facts: { group: own }, created: own }
    const Filters = [
      { Name: 'vpc-id', Values: [vpcId] },
      { Name: 'group-name', Values: [groupName] },
    ]
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }))
    const other = SecurityGroups?.[0]?.GroupId
    if (other !== undefined) {
      const message = `${vpcId} has a security group ${groupName} by now (${other}), which this plan did not make.`
      return { is: 'neither', facts: { group: other }, message }
    }
    return (await vpcExists(ec2, vpcId))
      ? { is: 'before', facts: { group: 'absent' } }
      : { is: 'neither', facts: { vpc: 'absent' }, message: `${vpcId} does not exist any more.` }
  },
  async perform({ vpcId, groupName, description, region }, step, context) {
    const ec2 = context.clients.ec2(region)
    const input = {
      ...{ VpcId: vpcId, GroupName: groupName, Description: description },
      TagSpecifications: [{ ResourceType: 'security-group' as const, Tags: tagsOf(step) }],
    }
    const { GroupId } = await afterDryRun((dry) => ec2.send(new CreateSecurityGroupCommand({ ...input, ...dry })))
    if (GroupId === undefined) throw new Error("AWS's answer lacks the id of the group")
    await poll(async () => ownGroup(ec2, step), context.waits.effect, context)
    return { created: GroupId }
  },
  async undo({ region }, { created }, { clients }: ChangeContext) {
    if (created === undefined) return
    const ec2 = clients.ec2(region)
    const Filters = [{ Name: 'group-id', Values: [created] }]
    const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }))
    const [bearer] = NetworkInterfaces
    if (bearer) throw new Error(`${created} stays: ${bearer.NetworkInterfaceId} bears it.`)
    await afterDryRun((dry) => ec2.send(new DeleteSecurityGroupCommand({ GroupId: created, ...dry })))
  },
  applyTo(change, snapshot, stepId) {
    const { vpcId, groupName, region } = change
    const groupId = newName(stepId)
    if (findItem(snapshot, region, 'securityGroups', (group) => group.groupId === groupId)) return snapshot
    const made: SecurityGroup = {
      ...{ groupId, groupName, vpcId, ownerId: snapshot.accountId },
      ipPermissions: [],
      ipPermissionsEgress: [everything(vpcId, region, snapshot)],
    }
    return addItem(snapshot, region, 'securityGroups', made)
  },
})

const named = (snapshot: Snapshot, region: string, vpcId: string, groupName: string) =>
  findItem(snapshot, region, 'securityGroups', (group) => group.vpcId === vpcId && group.groupName === groupName)

/** The outbound rule that EC2 adds to a new group; for IPv6, too, where the VPC has it. */
function everything(vpcId: string, region: string, snapshot: Snapshot): SecurityGroup['ipPermissions'][number] {
  const vpc = findItem(snapshot, region, 'vpcs', (each) => each.vpcId === vpcId)
  const ipv6Ranges = vpc && vpc.ipv6CidrBlocks.length > 0 ? ['::/0'] : []
  return { ipProtocol: '-1', ipRanges: ['0.0.0.0/0'], ipv6Ranges, prefixListIds: [], userIdGroupPairs: [] }
}

async function ownGroup(ec2: EC2Client, step: StepIdentity): Promise<string | undefined> {
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters: filtersOf(step) }))
  if (!SecurityGroups) throw new Error("AWS's answer lacks the security groups")
  return SecurityGroups[0]?.GroupId
}

async function vpcExists(ec2: EC2Client, vpcId: string): Promise<boolean> {
  try {
    const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [vpcId] }))
    return Vpcs.length > 0
  } catch (error) {
    if (hasCode(error, ['InvalidVpcID.NotFound'])) return false
    throw error
  }
}
