import type { Hop, Remedy } from '../../model/finding.js'
import type { NetworkAcl } from '../../model/snapshot-network.js'
import { awsCommand } from './aws-command.js'
import { blockOf, type PathEnds, regionOf, subnetBlocks } from './path-ends.js'

/** Highest number that an entry may have; the one behind it denies everything else. */
const LAST_NUMBER = 32766
const EPHEMERAL = { from: 1024, to: 65535 }

/**
 * Entries that let a flow, or its replies, through before the entry that denies it. The number is computed from the
 * entries that there are: the highest one that is free before every entry that may be the one that denies.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
 */
export function aclRemedy(hop: Hop, ends: PathEnds): Remedy {
  const egress = hop.kind.endsWith('-egress')
  const reply = hop.kind.includes('-reply-')
  const range = reply ? EPHEMERAL : { from: ends.port, to: ends.port }
  // Out of the host's subnet and into it again the peer is the destination, at the other end the host.
  const peers =
    hop.kind === 'network-acl-egress' || hop.kind === 'network-acl-reply-ingress'
      ? subnetBlocks(ends.destination.subnetIds, ends)
      : ends.source.address === undefined
        ? undefined
        : [blockOf(ends.source.address)]
  const what = reply ? `replies to the ephemeral ports (tcp ${range.from}-${range.to})` : `tcp/${ends.port}`
  const towards = peers === undefined ? '' : ` ${egress ? 'to' : 'from'} ${peers.join(', ')}`
  const text = `Allow ${what}${towards} in ${hop.at}, ${egress ? 'outbound' : 'inbound'}, before the entry that denies it: it applies to the whole subnet.`
  const numbers = peers && freeNumbers(aclOf(hop.at, ends), { egress, range, count: peers.length })
  if (!peers || !numbers) return { text }
  const commands = peers.map((peer, index) =>
    awsCommand(
      ...['ec2', 'create-network-acl-entry', '--network-acl-id', hop.at, egress ? '--egress' : '--ingress'],
      ...['--rule-number', String(numbers[index]), '--protocol', 'tcp', '--port-range'],
      ...[`From=${range.from},To=${range.to}`, peer.includes(':') ? '--ipv6-cidr-block' : '--cidr-block', peer],
      ...['--rule-action', 'allow', '--region', regionOf(hop.at, ends)],
    ),
  )
  return { text, commands }
}

function aclOf(networkAclId: string, { inventory }: PathEnds): NetworkAcl | undefined {
  for (const { networkAcls } of inventory.snapshot.regions) {
    const acl = networkAcls.outcome === 'ok' && networkAcls.value.find((each) => each.networkAclId === networkAclId)
    if (acl) return acl
  }
  return undefined
}

interface Wanted {
  egress: boolean
  range: { from: number; to: number }
  count: number
}

/** Free numbers, descending, before the first entry that denies some of the ports; whom it denies them, is not looked at. */
function freeNumbers(acl: NetworkAcl | undefined, { egress, range, count }: Wanted): number[] | undefined {
  if (!acl) return undefined
  const entries = acl.entries.filter((entry) => entry.egress === egress)
  const denying = entries.filter(
    ({ ruleAction, protocol, portRange }) =>
      ruleAction === 'deny' &&
      (protocol === '-1' || protocol === '6') &&
      (portRange === undefined || (portRange.from <= range.to && range.from <= portRange.to)),
  )
  const used = new Set(entries.map((entry) => entry.ruleNumber))
  const free: number[] = []
  for (let n = Math.min(LAST_NUMBER + 1, ...denying.map((e) => e.ruleNumber)) - 1; n > 0 && free.length < count; n--)
    if (!used.has(n)) free.push(n)
  return free.length === count ? free : undefined
}
