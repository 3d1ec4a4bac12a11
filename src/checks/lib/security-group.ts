import { once } from '../../inventory/once.js'
import type { IpPermission } from '../../model/snapshot-network.js'

/** Address sources of a rule: CIDR blocks and prefix lists. */
export function rangesOf(permission: IpPermission): string[] {
  return [...permission.ipRanges, ...permission.ipv6Ranges, ...permission.prefixListIds]
}

/** What a prefix list holds is asked of `entriesOf`. */
export function admitsInternet(
  permission: IpPermission,
  entriesOf: (prefixListId: string) => readonly string[] = () => [],
): boolean {
  const { ipRanges, ipv6Ranges, prefixListIds } = permission
  // All lists are read, whichever of them decides: one that cannot be read leaves it open in any order.
  const lists = prefixListIds.map(entriesOf)
  return ipRanges.some(isInternet) || ipv6Ranges.some(isInternet) || lists.some(holdInternet)
}

/** Thousands of rules may name one list of thousands of entries. */
const holdInternet = once((entries: readonly string[]) => entries.some(isInternet))

/** Wider than any block of private addresses (10.0.0.0/8, fc00::/7): the world may also come in two halves. */
function isInternet(block: string): boolean {
  const [address = '', length = ''] = block.split('/')
  return length !== '' && Number(length) < (address.includes(':') ? 7 : 8)
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
