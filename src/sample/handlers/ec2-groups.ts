import type * as EC2 from '@aws-sdk/client-ec2'
import { idOf } from '../build/ids.js'
import { dryRun } from './ec2-rules.js'
import { awsError } from './errors.js'
import { byIds } from './filters.js'
import type { Call, Handlers } from './handler.js'

const EVERYTHING: EC2.IpPermission = {
  IpProtocol: '-1',
  IpRanges: [{ CidrIp: '0.0.0.0/0' }],
  Ipv6Ranges: [],
  PrefixListIds: [],
  UserIdGroupPairs: [],
}

/** Security groups that come and go, and the interfaces that bear them. */
export const ec2Groups: Handlers<typeof EC2> = {
  CreateSecurityGroup(input, { account, region }) {
    const { VpcId = '', GroupName = '', Description, TagSpecifications = [] } = input
    byIds(region.vpcs, [VpcId], (each) => each.vpc.VpcId, 'InvalidVpcID.NotFound')
    if (region.securityGroups.some((group) => group.VpcId === VpcId && group.GroupName === GroupName))
      throw awsError('InvalidGroup.Duplicate', `The security group '${GroupName}' already exists for VPC '${VpcId}'`)
    dryRun(input)
    const GroupId = idOf('sg', VpcId, GroupName)
    const Tags = TagSpecifications.flatMap((specification) => specification.Tags ?? [])
    region.securityGroups.push({
      ...{ GroupId, GroupName, Description, VpcId, OwnerId: account.accountId, Tags },
      ...{ IpPermissions: [], IpPermissionsEgress: [structuredClone(EVERYTHING)] },
    })
    return { GroupId, Tags }
  },
  DeleteSecurityGroup(input, { region }) {
    const { GroupId = '' } = input
    byIds(region.securityGroups, [GroupId], (each) => each.GroupId, 'InvalidGroup.NotFound')
    const borne = region.networkInterfaces.some((eni) => eni.Groups?.some((group) => group.GroupId === GroupId))
    const named = region.securityGroups.some((group) => group.GroupId !== GroupId && names(group, GroupId))
    if (borne || named) throw awsError('DependencyViolation', `resource ${GroupId} has a dependent object`)
    dryRun(input)
    region.securityGroups = region.securityGroups.filter((group) => group.GroupId !== GroupId)
    return { Return: true, GroupId }
  },
  ModifyNetworkInterfaceAttribute(input, { region }) {
    const { NetworkInterfaceId = '', Groups } = input
    const code = 'InvalidNetworkInterfaceID.NotFound'
    byIds(region.networkInterfaces, [NetworkInterfaceId], (each) => each.NetworkInterfaceId, code)
    byIds(region.securityGroups, Groups, (each) => each.GroupId, 'InvalidGroup.NotFound')
    dryRun(input)
    if (Groups)
      for (const view of viewsOf(NetworkInterfaceId, region)) view.Groups = Groups.map((GroupId) => ({ GroupId }))
    for (const instance of region.instances)
      if (instance.NetworkInterfaces?.[0]?.NetworkInterfaceId === NetworkInterfaceId)
        instance.SecurityGroups = instance.NetworkInterfaces[0].Groups
    return {}
  },
}

const names = ({ IpPermissions = [], IpPermissionsEgress = [] }: EC2.SecurityGroup, groupId: string) =>
  [...IpPermissions, ...IpPermissionsEgress].some((permission) =>
    permission.UserIdGroupPairs?.some((pair) => pair.GroupId === groupId),
  )

/** An interface as its own list and its instance's show it. */
export function viewsOf(networkInterfaceId: string, region: Call['region']) {
  const ofInstances = region.instances.flatMap((instance) => instance.NetworkInterfaces ?? [])
  const isIt = (eni: { NetworkInterfaceId?: string | undefined }) => eni.NetworkInterfaceId === networkInterfaceId
  return [...region.networkInterfaces.filter(isIt), ...ofInstances.filter(isIt)]
}
