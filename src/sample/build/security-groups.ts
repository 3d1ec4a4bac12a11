import type { IpPermission } from '@aws-sdk/client-ec2'
import { idOf } from './ids.js'
import type { BuiltVpc } from './network.js'

const EVERYTHING: IpPermission = {
  IpProtocol: '-1',
  IpRanges: [{ CidrIp: '0.0.0.0/0' }],
  Ipv6Ranges: [],
  PrefixListIds: [],
  UserIdGroupPairs: [],
}

/** Inbound tcp to a port, from a CIDR or from the holders of a security group (by id). */
export function tcp(port: number, from: string, ownerId?: string): IpPermission {
  const group = from.startsWith('sg-')
  return {
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    IpRanges: group ? [] : [{ CidrIp: from }],
    Ipv6Ranges: [],
    PrefixListIds: [],
    UserIdGroupPairs: group ? [{ GroupId: from, ...(ownerId !== undefined && { UserId: ownerId }) }] : [],
  }
}

/** A security group with these inbound rules, and outbound to everywhere. The same name is the same group. */
export function securityGroup(built: BuiltVpc, name: string, inbound: IpPermission[]): string {
  const known = built.groups.get(name)
  if (known !== undefined) return known
  const groupId = idOf('sg', built.vpcId, name)
  built.region.securityGroups.push({
    GroupId: groupId,
    GroupName: `${built.name}-${name}`,
    Description: name,
    VpcId: built.vpcId,
    OwnerId: built.account.accountId,
    IpPermissions: inbound,
    IpPermissionsEgress: [EVERYTHING],
    Tags: built.tags(name),
  })
  built.groups.set(name, groupId)
  return groupId
}
