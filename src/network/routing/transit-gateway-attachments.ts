import { bestOf, standingOf } from '../../inventory/states.js'
import type { Hop } from '../../model/finding.js'
import type { TransitGatewayVpcAttachment } from '../../model/snapshot-gateways.js'
import type { Meeting } from '../filters/security-groups.js'
import type { Network } from '../network.js'
import { isUnknown, notSeen, stateHop } from '../values/hops.js'

const kind = 'transit-gateway-attachment'

/** The subnets of an attachment in a zone; `unseen`: one whose zone is not known. */
export function subnetsInZone(attachment: TransitGatewayVpcAttachment, zone: string | undefined, network: Network) {
  const subnets = attachment.subnetIds.map((id) => ({ id, lookup: network.subnet(id) }))
  return {
    inZone: subnets.flatMap(({ id, lookup }) => (lookup.found && lookup.value.availabilityZone === zone ? [id] : [])),
    unseen: subnets.find(({ lookup }) => !lookup.found)?.id,
  }
}

/** The attachment of a VPC to a gateway that is best to use, and what is to be said of it. */
export function attachmentOf(
  id: string,
  vpcId: string,
  network: Network,
): { hops: Hop[]; attachment?: TransitGatewayVpcAttachment } {
  const list = network.transitGatewayVpcAttachmentsOf(vpcId)
  if (!list.found) return { hops: [notSeen(id, kind, list)] }
  const all = list.value.filter((a) => a.transitGatewayId === id)
  const best = bestOf(all.map(standingOfAttachment))
  const [attachment] = all
    .filter((a) => standingOfAttachment(a) === best)
    .sort((a, b) => (a.transitGatewayAttachmentId < b.transitGatewayAttachmentId ? -1 : 1))
  if (!attachment)
    return {
      hops: [isUnknown({ at: id, kind, code: 'MISSING', why: `No attachment of ${vpcId} to ${id} can be seen.` })],
    }
  const hop = stateHop(best, {
    at: attachment.transitGatewayAttachmentId,
    kind,
    why: `${attachment.transitGatewayAttachmentId} of ${vpcId} is ${attachment.state}.`,
  })
  return { hops: [hop], attachment }
}

const standingOfAttachment = ({ state }: TransitGatewayVpcAttachment) => standingOf('transitGatewayAttachment', state)

/** Rules can name groups of the other VPC where the gateway and both attachments have the option on. */
export function meetingOver(
  id: string,
  a: TransitGatewayVpcAttachment,
  b: TransitGatewayVpcAttachment,
  network: Network,
): Meeting {
  const gateway = network.transitGateway(id)
  const options = [
    gateway.found ? gateway.value.securityGroupReferencingSupport : undefined,
    a.securityGroupReferencingSupport,
    b.securityGroupReferencingSupport,
  ]
  if (options.includes('disable')) return 'none'
  return options.every((option) => option === 'enable') ? 'transit-gateway' : 'transit-gateway-unknown'
}
