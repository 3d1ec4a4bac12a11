import { standingOf } from '../../inventory/states.js'
import { addressSetOf } from '../values/addresses.js'
import { fails, isUnknown, notSeen, stateHop } from '../values/hops.js'
import { overlaps } from '../values/intervals.js'
import {
  across,
  arrives,
  deadEnd,
  type Guide,
  type Leg,
  past,
  type Standing,
  type Trail,
  unseen,
  type Ways,
} from './way.js'

/**
 * Across a peering connection: active, and leading into the receiver's own VPC, since peering is not transitive.
 * @see https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
 */
export function throughPeering(id: string, at: Standing, leg: Leg, before: Trail, { network }: Guide): Ways {
  const kind = 'vpc-peering-connection'
  const peering = network.peering(id)
  if (!peering.found) return deadEnd(leg, past(before, notSeen(id, kind, peering)))
  const { status, requester, accepter } = peering.value
  const peer = requester.vpcId === at.vpcId ? accepter : requester
  const state = stateHop(standingOf('peering', status), {
    at: id,
    kind,
    why: `${id} between ${requester.vpcId} and ${accepter.vpcId} is ${status}.`,
  })
  const trail = past(before, state)
  const drops = (why: string) => deadEnd(leg, past(trail, fails({ at: id, kind, code: 'CANNOT_ROUTE', why })))
  if (requester.vpcId !== at.vpcId && accepter.vpcId !== at.vpcId) return drops(`${id} does not belong to ${at.vpcId}.`)

  const { place, addresses, label } = leg.to
  const meeting = requester.region === accepter.region ? 'peering' : 'none'
  if (place?.vpcId === peer.vpcId) return arrives(leg, across(trail, meeting))
  const blocks = addresses.family === 4 ? peer.cidrBlocks : peer.ipv6CidrBlocks
  const peerBlocks = addressSetOf(blocks, addresses.family)
  // Every VPC has IPv4 blocks: where AWS tells none of them, the receiver may lie in any.
  const withoutBlocks = addresses.family === 4 && blocks.length === 0
  const inside = withoutBlocks || (peerBlocks !== undefined && overlaps(peerBlocks.ranges, addresses.ranges))
  if (!inside || place) return drops(`${label} does not lie in ${peer.vpcId}, and peering is not transitive.`)
  const verb = withoutBlocks ? 'may lie' : 'lies'
  const why = `${label} ${verb} in ${peer.vpcId} of account ${peer.ownerId}, whose networks cannot be seen from this account.`
  return unseen(leg, past(trail, isUnknown({ at: peer.vpcId, kind, code: 'VPC_NOT_SCANNED', why })), meeting)
}
