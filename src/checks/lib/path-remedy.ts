import type { Hop, Remedy } from '../../model/finding.js'
import { awsCommand } from './aws-command.js'

/** The two ends of a path, as a rule would name them. */
export interface PathEnds {
  region: string
  port: number
  /** A group that the host's interface holds, and its address. */
  source: { groupId?: string | undefined; address?: string | undefined }
  /** What an outbound rule has to name. */
  destination: { groupId?: string | undefined; cidr?: string | undefined; prefixListId?: string | undefined }
  /** False where rules cannot name groups of the other end. */
  sameVpc: boolean
}

/** The smallest change that takes one hop out of the way. */
export function pathRemedy(hop: Hop, ends: PathEnds): Remedy | undefined {
  const { region, port } = ends
  switch (hop.kind) {
    case 'security-group-ingress':
      return hop.code === 'ENI_SG_RULES_MISMATCH' ? ingressRule(hop.at, ends) : undefined
    case 'security-group-egress':
      return hop.code === 'ENI_SG_RULES_MISMATCH' ? egressRule(hop.at, ends) : undefined
    case 'network-acl-egress':
    case 'network-acl-ingress':
      return {
        text: `Allow tcp/${port} in ${hop.at} by an entry before the one that denies it: it applies to the whole subnet.`,
      }
    case 'network-acl-reply-egress':
    case 'network-acl-reply-ingress':
      return {
        text: `Allow replies to the ephemeral ports (tcp 1024-65535) in ${hop.at}: it applies to the whole subnet.`,
      }
    case 'endpoint-policy':
      return { text: `Let the policy of ${hop.at} allow the agent's calls.` }
    case 'name-resolution':
      if (hop.code !== 'DNS_SUPPORT_OFF') return undefined
      return {
        text: `Switch enableDnsSupport on in ${hop.at}.`,
        command: awsCommand(
          'ec2',
          'modify-vpc-attribute',
          '--vpc-id',
          hop.at,
          '--enable-dns-support',
          '--region',
          region,
        ),
      }
    case 'route':
    case 'return-route':
      return { text: routeText(hop) }
    default:
      return undefined
  }
}

const routeText = (hop: Hop) =>
  hop.code === 'BAD_STATE_ROUTE'
    ? `Replace the route in ${hop.at} whose target is gone.`
    : `Give ${hop.at} a route that leads there, or for an AWS service create its endpoint.`

function ingressRule(groupId: string, { region, port, source, sameVpc }: PathEnds): Remedy | undefined {
  const peer =
    sameVpc && source.groupId
      ? ['--source-group', source.groupId]
      : source.address
        ? ['--cidr', `${source.address}/32`]
        : undefined
  if (!peer) return undefined
  return {
    text: `Let ${groupId} admit tcp/${port} from ${peer[1]}.`,
    command: awsCommand(
      'ec2',
      'authorize-security-group-ingress',
      '--group-id',
      groupId,
      '--protocol',
      'tcp',
      '--port',
      String(port),
      ...peer,
      '--region',
      region,
    ),
  }
}

function egressRule(groupId: string, { region, port, destination, sameVpc }: PathEnds): Remedy | undefined {
  const peer = peerOf(destination, sameVpc)
  if (!peer) return undefined
  return {
    text: `Let ${groupId} send tcp/${port} to ${peer.text}.`,
    command: awsCommand(
      'ec2',
      'authorize-security-group-egress',
      '--group-id',
      groupId,
      '--ip-permissions',
      `IpProtocol=tcp,FromPort=${port},ToPort=${port},${peer.permission}`,
      '--region',
      region,
    ),
  }
}

function peerOf({ groupId, cidr, prefixListId }: PathEnds['destination'], sameVpc: boolean) {
  if (prefixListId !== undefined)
    return { text: prefixListId, permission: `PrefixListIds=[{PrefixListId=${prefixListId}}]` }
  if (groupId !== undefined && sameVpc) return { text: groupId, permission: `UserIdGroupPairs=[{GroupId=${groupId}}]` }
  return cidr === undefined ? undefined : { text: cidr, permission: `IpRanges=[{CidrIp=${cidr}}]` }
}
