import type { Hop, Remedy } from '../../model/finding.js'
import { awsCommand } from './aws-command.js'
import { type PathEnds, regionOf } from './path-ends.js'

/** Of a peering connection that does not work: it waits, or is gone. */
export function peeringRemedy({ at }: Hop, ends: PathEnds): Remedy {
  const found = ends.inventory.peering(at)
  const peering = found.outcome === 'ok' ? found.value : undefined
  if (peering?.status === 'pending-acceptance')
    return {
      text: `Accept ${at} in ${peering.accepter.region}, account ${peering.accepter.ownerId}.`,
      commands: [
        awsCommand(
          ...['ec2', 'accept-vpc-peering-connection', '--vpc-peering-connection-id', at],
          ...['--region', peering.accepter.region],
        ),
      ],
    }
  return { text: `Create a peering connection in place of ${at} and let the routes name it.` }
}

/** Of an attachment that does not work, or has no subnet where traffic comes from. */
export function attachmentRemedy({ at, code }: Hop, ends: PathEnds): Remedy {
  const attachment = attachmentOf(at, ends)
  const modify = ['ec2', 'modify-transit-gateway-vpc-attachment', '--transit-gateway-attachment-id', at]
  const region = ['--region', regionOf(at, ends)]
  if (code === 'TGW_ATTACHMENT_NOT_IN_ZONE') {
    const { vpcId, subnetId } = ends.source
    const own = attachment !== undefined && attachment.vpcId === vpcId && subnetId !== undefined
    return {
      text: `Add a subnet of that zone to ${at}: traffic enters the gateway in a zone of the attachment only.`,
      ...(own && { commands: [awsCommand(...modify, '--add-subnet-ids', subnetId, ...region)] }),
    }
  }
  if (attachment?.state === 'pendingAcceptance')
    return {
      text: `Accept ${at} in the account of the transit gateway.`,
      commands: [
        awsCommand(
          ...['ec2', 'accept-transit-gateway-vpc-attachment', '--transit-gateway-attachment-id', at],
          ...region,
        ),
      ],
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
