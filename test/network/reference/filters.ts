import type { IpPermission, NetworkInterface } from '../../../src/model/snapshot-network.js'
import { inCidr } from './addresses.js'
import { type Facts, list } from './facts.js'

export type Direction = 'egress' | 'ingress'
/** By which way two interfaces meet decides whether a rule may name the other's group. */
export type Way = 'vpc' | 'peering' | 'transit-gateway' | 'neither'

/** Do the interface's security groups let TCP to or from `peer` through? */
export function groupsLet(
  facts: Facts,
  owner: NetworkInterface,
  direction: Direction,
  peer: string,
  port: number,
  way: Way,
): boolean {
  const peerGroups = mayName(facts, direction, way) ? (facts.holder(peer)?.groupIds ?? []) : []
  return owner.groupIds.some((groupId) => {
    const group = list(facts.region.securityGroups).find((g) => g.groupId === groupId)
    if (!group) throw new Error(`no ${groupId}`)
    const permissions = direction === 'egress' ? group.ipPermissionsEgress : group.ipPermissions
    return permissions.some(
      (permission) =>
        coversPort(permission, port) &&
        ([...permission.ipRanges, ...permission.ipv6Ranges].some((cidr) => inCidr(peer, cidr)) ||
          permission.prefixListIds.some((id) => facts.matches(id, peer).length > 0) ||
          permission.userIdGroupPairs.some((pair) => peerGroups.includes(pair.groupId))),
    )
  })
}

function coversPort({ ipProtocol, fromPort = -1, toPort = -1 }: IpPermission, port: number): boolean {
  if (ipProtocol === '-1') return true
  if (ipProtocol !== 'tcp' && ipProtocol !== '6') return false
  return (fromPort === -1 || port >= fromPort) && (toPort === -1 || port <= toPort)
}

/** @see https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html#vpc-attachment-security */
function mayName(facts: Facts, direction: Direction, way: Way): boolean {
  if (way === 'vpc' || way === 'peering') return true
  if (way !== 'transit-gateway' || direction === 'egress') return false
  const switches = [...list(facts.region.transitGateways), ...list(facts.region.transitGatewayVpcAttachments)]
  return switches.every((o) => o.securityGroupReferencingSupport === 'enable')
}

/** Does the subnet's network ACL let TCP to or from `peer` through? The first entry that matches decides. */
export function aclLets(facts: Facts, subnetId: string, direction: Direction, peer: string, port: number): boolean {
  const acls = list(facts.region.networkAcls)
  const vpcId = facts.vpcOf(subnetId)
  const acl = acls.find((a) => a.subnetIds.includes(subnetId)) ?? acls.find((a) => a.isDefault && a.vpcId === vpcId)
  const entries = [...(acl?.entries ?? [])].sort((a, b) => a.ruleNumber - b.ruleNumber)
  const decisive = entries.find((entry) => {
    const cidr = entry.cidrBlock ?? entry.ipv6CidrBlock
    if (entry.egress !== (direction === 'egress') || cidr === undefined || !inCidr(peer, cidr)) return false
    if (entry.protocol === '-1') return true
    return entry.protocol === '6' && (!entry.portRange || (port >= entry.portRange.from && port <= entry.portRange.to))
  })
  return decisive?.ruleAction === 'allow'
}
