import { matchesPort } from '../../inventory/matches-port.js'
import { parseBlock } from '../../model/blocks.js'
import type { SecurityGroup } from '../../model/snapshot-network.js'

/** Whether rules of the group admit a TCP port from every address of the blocks, each by one range; what prefix lists hold is not looked at. */
export function admitsBlocks({ ipPermissions }: SecurityGroup, port: number, blocks: readonly string[]): boolean {
  const admitted = ipPermissions
    .filter((permission) => matchesPort(permission, port))
    .flatMap(({ ipRanges, ipv6Ranges }) => [...ipRanges, ...ipv6Ranges].flatMap((range) => parseBlock(range) ?? []))
  return blocks.every((text) => {
    const block = parseBlock(text)
    return admitted.some(
      ({ family, interval }) =>
        family === block?.family && interval.start <= block.interval.start && block.interval.end <= interval.end,
    )
  })
}
