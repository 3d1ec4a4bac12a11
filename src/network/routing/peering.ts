import type { Network } from '../network.js'
import { addressSetOf } from '../values/addresses.js'
import type { Flow } from '../values/flow.js'
import { fails, isUnknown, notSeen, passes } from '../values/hops.js'
import { overlaps } from '../values/intervals.js'
import { deadEnd, opaque, type Transit } from './transit.js'

/**
 * Across a peering connection: active, and leading into the destination's own VPC, since peering is not transitive.
 * @see https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
 */
export function throughPeering(id: string, flow: Flow, network: Network): Transit {
  const kind = 'vpc-peering-connection'
  const peering = network.peering(id)
  if (!peering.found) return deadEnd(flow, notSeen(id, kind, peering))
  const { status, requester, accepter } = peering.value
  const here = flow.source.place?.vpcId
  const peer = requester.vpcId === here ? accepter : requester
  const state = (status === 'active' ? passes : fails)({
    at: id,
    kind,
    code: status === 'active' ? 'ALLOWED' : 'BAD_STATE',
    why: `${id} between ${requester.vpcId} and ${accepter.vpcId} is ${status}.`,
  })
  if (requester.vpcId !== here && accepter.vpcId !== here)
    return deadEnd(flow, state, fails({ at: id, kind, code: 'CANNOT_ROUTE', why: `${id} does not belong to ${here}.` }))

  const { place, addresses, label } = flow.destination
  if (place?.vpcId === peer.vpcId)
    return {
      out: [state],
      back: [],
      meeting: requester.region === accepter.region ? 'peering' : 'none',
      arrival: 'place',
    }
  const peerBlocks = addressSetOf(addresses.family === 4 ? peer.cidrBlocks : peer.ipv6CidrBlocks, addresses.family)
  const inside = peerBlocks !== undefined && overlaps(peerBlocks.ranges, addresses.ranges)
  if (inside && !place)
    return opaque(
      flow,
      requester.region === accepter.region ? 'peering' : 'none',
      state,
      isUnknown({
        at: peer.vpcId,
        kind,
        code: 'VPC_NOT_SCANNED',
        why: `${label} lies in ${peer.vpcId} of account ${peer.ownerId}, which was not scanned.`,
      }),
    )
  return deadEnd(
    flow,
    state,
    fails({
      at: id,
      kind,
      code: 'CANNOT_ROUTE',
      why: `${label} does not lie in ${peer.vpcId}, and peering is not transitive.`,
    }),
  )
}
