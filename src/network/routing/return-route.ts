import type { Hop } from '../../model/finding.js'
import type { Network } from '../network.js'
import type { Flow, Party, Place } from '../values/flow.js'
import { fails, isUnknown, notSeen, passes } from '../values/hops.js'
import { type RoutedPart, routesOf } from './routes.js'

/** Replies of the destination: its table must lead back to the source, by whatever way. */
export interface ReturnWay {
  hops: Hop[]
  /** Transit gateways that it leads through, which have routes of their own. */
  transitGatewayIds: string[]
}

export function returnWay(from: Place, flow: Flow, network: Network): ReturnWay {
  const { source } = flow
  const routing = routesOf(from.subnetId, source.addresses, network)
  if (!routing.found) return { hops: [notSeen(from.subnetId, 'return-route', routing)], transitGatewayIds: [] }
  const { table, parts, uncertain } = routing.value
  const [unsure] = uncertain
  if (unsure) {
    const hop = isUnknown({
      at: table.routeTableId,
      kind: 'return-route',
      code: unsure.code,
      rule: unsure.text,
      why: unsure.why,
    })
    return { hops: [hop], transitGatewayIds: [] }
  }
  const mixed = parts.length > 1
  const hops = parts.map((part) => partHop(table.routeTableId, part, from, source, mixed, network))
  const transitGatewayIds = parts.flatMap(({ route }) =>
    route?.target.kind === 'transit-gateway' && route.route.state === 'active' && from.vpcId !== source.place?.vpcId
      ? [route.target.id]
      : [],
  )
  return { hops, transitGatewayIds }
}

function partHop(at: string, { route }: RoutedPart, from: Place, source: Party, mixed: boolean, network: Network): Hop {
  const words = { at, kind: 'return-route' as const, ...(route && { rule: route.text }) }
  const ends = mixed ? isUnknown : fails
  if (!route)
    return ends({
      ...words,
      code: 'CANNOT_ROUTE',
      why: `${at} of ${from.subnetId} has no route back to ${source.label}.`,
    })
  if (route.route.state !== 'active')
    return ends({
      ...words,
      code: 'BAD_STATE_ROUTE',
      why: `The route back to ${source.label} is a ${route.route.state}.`,
    })
  const back = passes({ ...words, code: 'ALLOWED', why: `Replies leave ${from.subnetId} by ${route.target.id}.` })
  switch (route.target.kind) {
    case 'local':
      return from.vpcId === source.place?.vpcId
        ? back
        : ends({
            ...words,
            code: 'CANNOT_ROUTE',
            why: `${source.label} overlaps with ${from.vpcId}: replies stay there.`,
          })
    case 'vpc-peering-connection':
      return peeringBack(route.target.id, words, from, source, ends, network) ?? back
    case 'transit-gateway':
      return from.vpcId === source.place?.vpcId
        ? isUnknown({ ...words, code: 'MIDDLEBOX', why: `Replies go through ${route.target.id} to the same VPC.` })
        : back
    case 'internet-gateway':
    case 'egress-only-internet-gateway':
    case 'nat-gateway':
    case 'gateway-endpoint':
      return from.vpcId === source.place?.vpcId && route.target.kind === 'nat-gateway'
        ? isUnknown({
            ...words,
            code: 'MIDDLEBOX',
            why: `Replies go through ${route.target.id}, more specific than local.`,
          })
        : ends({
            ...words,
            code: 'CANNOT_ROUTE',
            why: `Replies to ${source.label} go to ${route.target.id}, which does not lead there.`,
          })
    default:
      return isUnknown({
        ...words,
        code: 'MIDDLEBOX',
        why: `Replies go through ${route.target.id}, which cannot be seen into.`,
      })
  }
}

function peeringBack(
  id: string,
  words: { at: string; kind: 'return-route'; rule?: string },
  from: Place,
  source: Party,
  ends: typeof fails,
  network: Network,
): Hop | undefined {
  const peering = network.peering(id)
  if (!peering.found) return notSeen(id, 'return-route', peering)
  const { status, requester, accepter } = peering.value
  if (status !== 'active')
    return ends({ ...words, code: 'BAD_STATE', why: `${id}, the way of the replies, is ${status}.` })
  const peer = requester.vpcId === from.vpcId ? accepter : requester
  if (peer.vpcId !== source.place?.vpcId)
    return ends({
      ...words,
      code: 'CANNOT_ROUTE',
      why: `${id}, the way of the replies, does not lead to ${source.place?.vpcId}.`,
    })
  return undefined
}
