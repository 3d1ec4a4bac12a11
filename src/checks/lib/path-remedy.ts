import type { Hop, Remedy } from '../../model/finding.js'
import type { HopKind } from '../../network/index.js'
import { aclRemedy } from './acl-remedy.js'
import { awsCommand } from './aws-command.js'
import { egressRemedy, ingressRemedy } from './group-remedy.js'
import { type PathEnds, regionOf } from './path-ends.js'

export type { PathEnds } from './path-ends.js'

type RemedyOf = (hop: Hop, ends: PathEnds) => Remedy

/** The smallest change that takes one hop out of the way. None of them opens anything to the world. */
export function pathRemedy(hop: Hop, ends: PathEnds): Remedy {
  const of = REMEDIES.get(hop.kind)
  return of ? of(hop, ends) : { text: `Put ${hop.at} right.` }
}

/** One for every kind of hop: the compiler counts them. */
const BY_KIND: Record<HopKind, RemedyOf> = {
  'security-group-egress': egressRemedy,
  'security-group-ingress': ingressRemedy,
  'network-acl-egress': aclRemedy,
  'network-acl-ingress': aclRemedy,
  'network-acl-reply-egress': aclRemedy,
  'network-acl-reply-ingress': aclRemedy,
  'network-interface': ({ at }) => ({
    text: `Give ${at} an address of the family that the destination has, or the destination one of the family that ${at} has.`,
  }),
  'name-resolution': nameRemedy,
  route: routeRemedy,
  'return-route': routeRemedy,
  'nat-gateway': natRemedy,
  'internet-gateway': internetGatewayRemedy,
  'egress-only-internet-gateway': egressOnlyRemedy,
  'vpc-block-public-access': blockPublicAccessRemedy,
  'vpc-peering-connection': peeringRemedy,
  'transit-gateway-attachment': attachmentRemedy,
  'transit-gateway-route': ({ at, code }) => ({
    text:
      code === 'BAD_STATE_ROUTE'
        ? `Replace the blackhole route of ${at} by one to the attachment of the other VPC.`
        : `Give ${at} a route to the attachment of the other VPC, by propagation or as a static one.`,
  }),
  'vpc-endpoint': ({ at }) => ({
    text: `Wait until ${at} is available if it is being made; else delete it and create the endpoint anew, in a subnet of each zone with hosts.`,
  }),
  'endpoint-policy': ({ at }) => ({
    text: `Let the policy of ${at} allow the agent's calls, by this principal alone.`,
  }),
  middlebox: middleboxRemedy,
  address: ({ at }) => ({ text: `Let the name resolve to an address that the host can reach instead of ${at}.` }),
  database: ({ at }) => ({ text: `Let ${at} accept the connection.` }),
}

const REMEDIES: ReadonlyMap<string, RemedyOf> = new Map(Object.entries(BY_KIND))

function nameRemedy({ at, code }: Hop, ends: PathEnds): Remedy {
  if (code === 'DNS_SUPPORT_OFF')
    return {
      text: `Switch enableDnsSupport on in ${at}.`,
      command: awsCommand(
        ...['ec2', 'modify-vpc-attribute', '--vpc-id', at, '--enable-dns-support', 'Value=true'],
        ...['--region', regionOf(at, ends)],
      ),
    }
  if (code === 'NO_RECORD')
    return { text: `Add the record to hosted zone ${at}, or take the VPC from the zone: it hides every other answer.` }
  return { text: `Let ${at} answer the name with an address of what is dialled, or take it out of the way.` }
}

function routeRemedy({ at, code }: Hop): Remedy {
  return {
    text:
      code === 'BAD_STATE_ROUTE'
        ? `Replace the route in ${at} whose target is gone.`
        : `Give ${at} a route that leads there, or for an AWS service create its endpoint.`,
  }
}

function natRemedy({ at, code }: Hop): Remedy {
  if (code === 'NAT_IN_SAME_SUBNET')
    return {
      text: `Route the host's subnet by a table of its own to a NAT gateway in another subnet than ${at} is in.`,
    }
  if (code === 'NAT_PRIVATE')
    return { text: `Route to a public NAT gateway instead of the private ${at}, or create the service's endpoint.` }
  return {
    text: `Create a NAT gateway in place of ${at} and let the routes name it, or create the service's endpoint.`,
  }
}

function internetGatewayRemedy({ at, code }: Hop, ends: PathEnds): Remedy {
  const { vpcId } = ends.source
  if (code === 'IGW_NO_PUBLIC_ADDRESS')
    return {
      text: `Leave ${at} without a public address: route its subnet to a NAT gateway, or create the service's endpoint.`,
    }
  if (code === 'BAD_STATE')
    return {
      text: `Attach ${at} to the VPC whose routes name it, or create the service's endpoint, which needs no internet.`,
      ...(vpcId !== undefined && {
        command: awsCommand(
          ...['ec2', 'attach-internet-gateway', '--internet-gateway-id', at, '--vpc-id', vpcId],
          ...['--region', regionOf(at, ends)],
        ),
      }),
    }
  return {
    text: `Route the private addresses to where they are, by peering or a transit gateway, instead of to ${at}.`,
  }
}

function egressOnlyRemedy({ at, code }: Hop): Remedy {
  return {
    text:
      code === 'BAD_STATE'
        ? `Create an egress-only internet gateway in the VPC in place of ${at} and let the routes name it.`
        : `Route IPv4 to a NAT gateway instead of ${at}, which takes IPv6 alone, or create the service's endpoint.`,
  }
}

/** An exclusion for traffic that leaves by a NAT gateway; one for an instance's own public address would let the world in. */
function blockPublicAccessRemedy({ at, rule }: Hop, ends: PathEnds): Remedy {
  const { vpcId } = ends.source
  const text = `Create the service's endpoint, which needs no internet, or exclude the VPC from VPC Block Public Access in ${at} for egress alone.`
  if (vpcId === undefined || rule !== 'block-bidirectional') return { text }
  return {
    text,
    command: awsCommand(
      ...['ec2', 'create-vpc-block-public-access-exclusion', '--vpc-id', vpcId],
      ...['--internet-gateway-exclusion-mode', 'allow-egress', '--region', regionOf(vpcId, ends)],
    ),
  }
}

function peeringRemedy({ at, code }: Hop, ends: PathEnds): Remedy {
  const found = ends.inventory.peering(at)
  const peering = found.outcome === 'ok' ? found.value : undefined
  if (peering?.status === 'pending-acceptance')
    return {
      text: `Accept ${at} in ${peering.accepter.region}, account ${peering.accepter.ownerId}.`,
      command: awsCommand(
        ...['ec2', 'accept-vpc-peering-connection', '--vpc-peering-connection-id', at],
        ...['--region', peering.accepter.region],
      ),
    }
  if (code === 'BAD_STATE') return { text: `Create a peering connection in place of ${at} and let the routes name it.` }
  return { text: `Route to a peering connection of the two VPCs instead of ${at}: peering is not transitive.` }
}

function attachmentRemedy({ at, code }: Hop, ends: PathEnds): Remedy {
  const attachment = attachmentOf(at, ends)
  const modify = ['ec2', 'modify-transit-gateway-vpc-attachment', '--transit-gateway-attachment-id', at]
  const region = ['--region', regionOf(at, ends)]
  if (code === 'TGW_ATTACHMENT_NOT_IN_ZONE') {
    const { vpcId, subnetId } = ends.source
    const own = attachment !== undefined && attachment.vpcId === vpcId && subnetId !== undefined
    return {
      text: `Add a subnet of that zone to ${at}: traffic enters the gateway in a zone of the attachment only.`,
      ...(own && { command: awsCommand(...modify, '--add-subnet-ids', subnetId, ...region) }),
    }
  }
  if (attachment?.state === 'pendingAcceptance')
    return {
      text: `Accept ${at} in the account of the transit gateway.`,
      command: awsCommand(
        ...['ec2', 'accept-transit-gateway-vpc-attachment', '--transit-gateway-attachment-id', at],
        ...region,
      ),
    }
  return { text: `Wait until ${at} is available if it is being made; else attach the VPC anew.` }
}

function attachmentOf(id: string, { inventory }: PathEnds) {
  for (const { transitGatewayVpcAttachments: list } of inventory.snapshot.regions) {
    const found = list.outcome === 'ok' && list.value.find((each) => each.transitGatewayAttachmentId === id)
    if (found) return found
  }
  return undefined
}

/** An interface that forwards must have its check off; anything else of an appliance is for its owner to say. */
function middleboxRemedy({ at, code }: Hop, ends: PathEnds): Remedy {
  if (code !== 'ENI_SOURCE_DEST_CHECK_RESTRICTION') return { text: `Let the appliance ${at} run and forward the flow.` }
  return {
    text: `Switch the source/destination check of ${at} off, if it is meant to forward; else route past it.`,
    command: awsCommand(
      ...['ec2', 'modify-network-interface-attribute', '--network-interface-id', at, '--no-source-dest-check'],
      ...['--region', regionOf(at, ends)],
    ),
  }
}
