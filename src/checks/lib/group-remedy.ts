import type { SecurityGroupRule } from '../../model/change.js'
import type { Hop, Remedy } from '../../model/finding.js'
import { blockOf, type PathEnds, regionOf, subnetBlocks } from './path-ends.js'

/** A rule for the host's group, or for its address where rules cannot name groups of the other end. */
export function ingressRemedy({ at }: Hop, ends: PathEnds): Remedy {
  const { port, source, sameVpc } = ends
  if (sameVpc && source.groupId !== undefined) return rules(at, 'ingress', [{ groupId: source.groupId }], ends)
  if (source.address !== undefined) return rules(at, 'ingress', [blockPeer(blockOf(source.address))], ends)
  return { text: `Let ${at} admit tcp/${port} from the host.` }
}

/** A rule for the destination; the addresses of a service without an endpoint are no narrow one. */
export function egressRemedy({ at }: Hop, ends: PathEnds): Remedy {
  const { port, destination, sameVpc, dialled, service } = ends
  const { prefixListId, groupId, subnetIds } = destination
  if (prefixListId !== undefined) return rules(at, 'egress', [{ prefixListId }], ends)
  if (groupId !== undefined && sameVpc) return rules(at, 'egress', [{ groupId }], ends)
  const subnets = subnetBlocks(subnetIds, ends)
  if (subnets) return rules(at, 'egress', subnets.map(blockPeer), ends)
  const first = service === undefined ? '' : `; create an endpoint of ${service} first, so that a rule can name it`
  return { text: `Let ${at} send tcp/${port} to ${dialled} alone${first}.` }
}

type Peer = SecurityGroupRule['peer']

const blockPeer = (cidr: string): Peer => (cidr.includes(':') ? { cidrIpv6: cidr } : { cidrIp: cidr })

function rules(groupId: string, direction: 'ingress' | 'egress', peers: readonly Peer[], ends: PathEnds): Remedy {
  const { port } = ends
  const does = direction === 'ingress' ? `admit tcp/${port} from` : `send tcp/${port} to`
  const remedy =
    direction === 'egress'
      ? 'allow-host-egress'
      : ends.service === undefined
        ? 'allow-database-ingress'
        : 'allow-endpoint-ingress'
  const names = peers.flatMap((peer) => Object.values(peer))
  return {
    id: remedy,
    text: `Let ${groupId} ${does} ${names.join(', ')}.`,
    changes: peers.map((peer) => ({
      remedy,
      change: {
        kind: `authorize-security-group-${direction}`,
        region: regionOf(groupId, ends),
        groupId,
        rule: { ipProtocol: 'tcp', fromPort: port, toPort: port, peer },
      },
    })),
  }
}
