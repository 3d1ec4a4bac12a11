import type { Vpc } from '../../model/snapshot-network.js'
import { type AgentVersion, compareVersions } from '../../model/version.js'
import { addressSet, parseBlock } from '../values/addresses.js'
import { overlaps } from '../values/intervals.js'

/** Instance metadata, DNS, time and Windows licensing: no agent forwards there. */
const ALWAYS = [
  ...['169.254.169.254', '169.254.169.253', '169.254.169.123', '169.254.169.250', '169.254.169.251'],
  ...['fd00:ec2::254', 'fd00:ec2::253', 'fd00:ec2::123', 'fd00:ec2::240'],
]
/** Container credentials and loopback, in agents from 3.3.4851.0 on. */
const NEWER = ['169.254.170.2', '169.254.170.23', 'fd00:ec2::23', '127.0.0.0/8', '::1']
const NEWER_SINCE: AgentVersion = [3, 3, 4851, 0]

/**
 * Whether an agent refuses to forward to an address; AWS reserves the first four addresses and the last one of a VPC's blocks.
 * @param version `undefined`: not known, so that newer refusals are unknown
 * @see https://github.com/aws/amazon-ssm-agent/blob/mainline/agent/session/plugins/port/port.go
 */
export function forwardDenied(
  address: string,
  vpc: Vpc | undefined,
  version: AgentVersion | undefined,
): 'yes' | 'no' | 'unknown' {
  const set = addressSet(address)
  if (!set) return 'no'
  const within = (texts: readonly string[]) =>
    texts.some((text) => {
      const block = parseBlock(text)
      return block?.family === set.family && overlaps([block.interval], set.ranges)
    })
  if (within(ALWAYS) || (vpc && set.family === 4 && isReserved(Number(set.ranges[0]?.start), vpc))) return 'yes'
  if (within(NEWER))
    return version === undefined ? 'unknown' : compareVersions(version, NEWER_SINCE) >= 0 ? 'yes' : 'no'
  return vpc === undefined ? 'unknown' : 'no'
}

function isReserved(address: number, vpc: Vpc): boolean {
  return vpc.cidrBlocks.some((text) => {
    const block = parseBlock(text)
    if (block?.family !== 4) return false
    const [start, end] = [Number(block.interval.start), Number(block.interval.end)]
    return (address >= start && address < start + 4) || address === end - 1
  })
}
