import type { IpPermission } from '@aws-sdk/client-ec2'
import type { SecurityGroupRule } from '../../model/change.js'
import type { SecurityGroup } from '../../model/snapshot-network.js'

type SnapshotPermission = SecurityGroup['ipPermissions'][number]

/** As EC2's calls take it. */
export function permissionOf(
  { ipProtocol, fromPort, toPort, peer }: SecurityGroupRule,
  description?: string,
): IpPermission {
  const Description = description === undefined ? {} : { Description: description }
  return {
    IpProtocol: ipProtocol,
    ...(fromPort !== undefined && { FromPort: fromPort }),
    ...(toPort !== undefined && { ToPort: toPort }),
    ...('cidrIp' in peer && { IpRanges: [{ CidrIp: peer.cidrIp, ...Description }] }),
    ...('cidrIpv6' in peer && { Ipv6Ranges: [{ CidrIpv6: peer.cidrIpv6, ...Description }] }),
    ...('prefixListId' in peer && { PrefixListIds: [{ PrefixListId: peer.prefixListId, ...Description }] }),
    ...('groupId' in peer && { UserIdGroupPairs: [{ GroupId: peer.groupId, ...owner(peer), ...Description }] }),
  }
}

/** A group of another account has to be named with it. */
const owner = ({ userId }: { userId?: string }) => (userId === undefined ? {} : { UserId: userId })

/** As the AWS CLI takes it: a group that is still to be made is a word of its own. */
export function ruleArguments(rule: SecurityGroupRule): string[] {
  const { ipProtocol, fromPort, toPort, peer } = rule
  if (!('groupId' in peer) || !peer.groupId.startsWith('new:')) return ['--ip-permissions', permissionWord(rule)]
  const ports = fromPort === toPort ? `${fromPort}` : `${fromPort}-${toPort}`
  return [
    ...['--protocol', ipProtocol === '-1' ? 'all' : ipProtocol],
    ...(fromPort === undefined ? [] : ['--port', ports]),
    ...['--source-group', peer.groupId],
  ]
}

/** As `--ip-permissions` takes it. */
function permissionWord({ ipProtocol, fromPort, toPort, peer }: SecurityGroupRule): string {
  const ports = [
    ...(fromPort === undefined ? [] : [`FromPort=${fromPort}`]),
    ...(toPort === undefined ? [] : [`ToPort=${toPort}`]),
  ]
  return [`IpProtocol=${ipProtocol}`, ...ports, peerWord(peer)].join(',')
}

function peerWord(peer: SecurityGroupRule['peer']): string {
  if ('cidrIp' in peer) return `IpRanges=[{CidrIp=${peer.cidrIp}}]`
  if ('cidrIpv6' in peer) return `Ipv6Ranges=[{CidrIpv6=${peer.cidrIpv6}}]`
  if ('prefixListId' in peer) return `PrefixListIds=[{PrefixListId=${peer.prefixListId}}]`
  const user = peer.userId === undefined ? '' : `,UserId=${peer.userId}`
  return `UserIdGroupPairs=[{GroupId=${peer.groupId}${user}}]`
}

/** `tcp/443 from sg-1`. */
export function ruleWords({ ipProtocol, fromPort, toPort, peer }: SecurityGroupRule, preposition: string): string {
  const protocol = ipProtocol === '-1' ? 'all traffic' : ipProtocol
  const ports =
    fromPort === undefined || ipProtocol === '-1' ? '' : `/${fromPort === toPort ? fromPort : `${fromPort}-${toPort}`}`
  const [name] = 'groupId' in peer ? [peer.groupId] : Object.values(peer)
  return `${protocol}${ports} ${preposition} ${name}`
}

/** The permissions without one rule; what else a permission of the same ports names stays. */
export function withoutRule(permissions: readonly SnapshotPermission[], rule: SecurityGroupRule): SnapshotPermission[] {
  const { peer } = rule
  return permissions.flatMap((permission) => {
    if (!samePorts(permission, rule)) return [permission]
    const rest = {
      ...permission,
      ipRanges: permission.ipRanges.filter((cidr) => !('cidrIp' in peer && cidr === peer.cidrIp)),
      ipv6Ranges: permission.ipv6Ranges.filter((cidr) => !('cidrIpv6' in peer && cidr === peer.cidrIpv6)),
      prefixListIds: permission.prefixListIds.filter((id) => !('prefixListId' in peer && id === peer.prefixListId)),
      userIdGroupPairs: permission.userIdGroupPairs.filter(
        (pair) => !('groupId' in peer && pair.groupId === peer.groupId),
      ),
    }
    const peers = [rest.ipRanges, rest.ipv6Ranges, rest.prefixListIds, rest.userIdGroupPairs]
    return peers.every((list) => list.length === 0) ? [] : [rest]
  })
}

const samePorts = (permission: SnapshotPermission, { ipProtocol, fromPort, toPort }: SecurityGroupRule) =>
  permission.ipProtocol === ipProtocol && permission.fromPort === fromPort && permission.toPort === toPort

/** What a rule that a step makes says of itself, in the characters that EC2 takes. */
export const describedBy = (stepId: string) =>
  `ssm-ready ${stepId}`.slice(0, 255).replace(/[^a-zA-Z0-9. _:/()#,@[\]+=&;{}!$*-]/g, '-')
