import type { IpPermission } from '../../model/snapshot-network.js'

const INTERNET = new Set(['0.0.0.0/0', '::/0'])

/** Address sources of a rule: CIDR blocks and prefix lists. */
export function rangesOf(permission: IpPermission): string[] {
  return [...permission.ipRanges, ...permission.ipv6Ranges, ...permission.prefixListIds]
}

export function admitsInternet(permission: IpPermission): boolean {
  return rangesOf(permission).some((range) => INTERNET.has(range))
}

/** E.g. `tcp/22 from 10.0.0.0/8, sg-0a1`. */
export function ruleText(permission: IpPermission): string {
  const { ipProtocol, fromPort, toPort } = permission
  const protocol = ipProtocol === '-1' ? 'everything' : ipProtocol
  const ports =
    fromPort === undefined || fromPort < 0 ? '' : `/${fromPort === toPort ? fromPort : `${fromPort}-${toPort}`}`
  const sources = [...rangesOf(permission), ...permission.userIdGroupPairs.map((pair) => pair.groupId)]
  return `${protocol}${ports} from ${sources.join(', ') || 'nowhere'}`
}
