import { standingOf } from '../../inventory/states.js'
import type { Hop } from '../../model/finding.js'
import type { TransitGatewayAttachment } from '../../model/snapshot-gateways.js'
import type { Network } from '../network.js'
import { isUnknown, notSeen, stateHop } from '../values/hops.js'

const kind = 'transit-gateway-attachment'

/** A peering by which a gateway leads to another one, mostly of another region. */
export interface Peering {
  /** The gateway on the other side. */
  gatewayId: string
  hops: Hop[]
  /** False where the other side is not among what was audited. */
  isSeen: boolean
}

/**
 * The peering behind an attachment of a gateway; `undefined` where it is none. Both sides list it by the same id, each
 * with the route table that is its own.
 * @see https://docs.aws.amazon.com/vpc/latest/tgw/tgw-peering.html
 */
export function peeringOf(gatewayId: string, attachmentId: string, network: Network): Peering | undefined {
  const here = network.transitGatewayAttachment(gatewayId, attachmentId)
  if (!here.found || here.value.resourceType !== 'peering') return undefined
  const there = here.value.resourceId
  if (there === undefined || there === gatewayId) return undefined
  const stateOf = ({ state, transitGatewayId }: TransitGatewayAttachment) =>
    stateHop(standingOf('transitGatewayAttachment', state), {
      at: attachmentId,
      kind,
      why: `The peering ${attachmentId} is ${state} for ${transitGatewayId}.`,
    })
  const other = network.transitGatewayAttachment(there, attachmentId)
  if (other.found) return { gatewayId: there, hops: [stateOf(here.value), stateOf(other.value)], isSeen: true }
  const why = `${attachmentId} leads to ${there}, whose region was not audited or whose account is another: its routes cannot be seen.`
  const lost =
    other.api === undefined ? isUnknown({ at: there, kind, code: 'TGW_PEER_UNSEEN', why }) : notSeen(there, kind, other)
  return { gatewayId: there, hops: [stateOf(here.value), lost], isSeen: false }
}
