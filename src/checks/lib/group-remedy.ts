import type { Hop, Remedy } from '../../model/finding.js'
import { awsCommand } from './aws-command.js'
import { blockOf, type PathEnds, regionOf, subnetBlocks } from './path-ends.js'

/** A rule for the host's group, or for its address where rules cannot name groups of the other end. */
export function ingressRemedy({ at }: Hop, ends: PathEnds): Remedy {
  const { port, source, sameVpc } = ends
  if (sameVpc && source.groupId !== undefined) return rule(at, 'ingress', group(source.groupId), ends)
  if (source.address !== undefined) return rule(at, 'ingress', blocks([blockOf(source.address)]), ends)
  return { text: `Let ${at} admit tcp/${port} from the host.` }
}

/** A rule for the destination; the addresses of a service without an endpoint are no narrow one. */
export function egressRemedy({ at }: Hop, ends: PathEnds): Remedy {
  const { port, destination, sameVpc, dialled, service } = ends
  const { prefixListId, groupId, subnetIds } = destination
  if (prefixListId !== undefined)
    return rule(at, 'egress', { text: prefixListId, words: `PrefixListIds=[{PrefixListId=${prefixListId}}]` }, ends)
  if (groupId !== undefined && sameVpc) return rule(at, 'egress', group(groupId), ends)
  const subnets = subnetBlocks(subnetIds, ends)
  if (subnets) return rule(at, 'egress', blocks(subnets), ends)
  const first = service === undefined ? '' : `; create an endpoint of ${service} first, so that a rule can name it`
  return { text: `Let ${at} send tcp/${port} to ${dialled} alone${first}.` }
}

interface Peer {
  text: string
  /** As `--ip-permissions` takes it. */
  words: string
}

const group = (groupId: string): Peer => ({ text: groupId, words: `UserIdGroupPairs=[{GroupId=${groupId}}]` })

function blocks(cidrs: readonly string[]): Peer {
  const [v6] = cidrs.filter((cidr) => cidr.includes(':'))
  const [list, field] = v6 === undefined ? ['IpRanges', 'CidrIp'] : ['Ipv6Ranges', 'CidrIpv6']
  return { text: cidrs.join(', '), words: `${list}=[${cidrs.map((cidr) => `{${field}=${cidr}}`).join(',')}]` }
}

function rule(groupId: string, direction: 'ingress' | 'egress', peer: Peer, ends: PathEnds): Remedy {
  const { port } = ends
  const does = direction === 'ingress' ? `admit tcp/${port} from` : `send tcp/${port} to`
  return {
    text: `Let ${groupId} ${does} ${peer.text}.`,
    commands: [
      awsCommand(
        ...['ec2', `authorize-security-group-${direction}`, '--group-id', groupId, '--ip-permissions'],
        `IpProtocol=tcp,FromPort=${port},ToPort=${port},${peer.words}`,
        ...['--region', regionOf(groupId, ends)],
      ),
    ],
  }
}
