import type { SecurityGroupRule } from '../../model/change.js'
import type { IpPermission } from '../../model/snapshot-network.js'

/** The rules of a group one by one, each with one peer. */
export function rulesOf(permissions: readonly IpPermission[]): SecurityGroupRule[] {
  return permissions.flatMap((permission) => {
    const { ipProtocol, fromPort, toPort } = permission
    const ports = { ipProtocol, ...(fromPort !== undefined && { fromPort }), ...(toPort !== undefined && { toPort }) }
    const pairs = permission.userIdGroupPairs.map(({ groupId, userId, vpcId, vpcPeeringConnectionId }) => ({
      groupId,
      ...(userId !== undefined && { userId }),
      ...(vpcId !== undefined && { vpcId }),
      ...(vpcPeeringConnectionId !== undefined && { vpcPeeringConnectionId }),
    }))
    const peers: SecurityGroupRule['peer'][] = [
      ...permission.ipRanges.map((cidrIp) => ({ cidrIp })),
      ...permission.ipv6Ranges.map((cidrIpv6) => ({ cidrIpv6 })),
      ...permission.prefixListIds.map((prefixListId) => ({ prefixListId })),
      ...pairs,
    ]
    return peers.map((peer) => ({ ...ports, peer }))
  })
}

const wordsOf = (peer: SecurityGroupRule['peer']) =>
  'groupId' in peer ? peer.groupId : (Object.values(peer).at(0) ?? '')

/** True for two rules that let the same through. */
export const sameRule = (a: SecurityGroupRule, b: SecurityGroupRule): boolean =>
  a.ipProtocol === b.ipProtocol &&
  (a.fromPort ?? -1) === (b.fromPort ?? -1) &&
  (a.toPort ?? -1) === (b.toPort ?? -1) &&
  wordsOf(a.peer) === wordsOf(b.peer)
