import { standingOf } from '../../inventory/states.js'
import type { Hop } from '../../model/finding.js'
import type { TransitGatewayRoute } from '../../model/snapshot-gateways.js'
import { prefixListEntries } from '../filters/prefix-lists.js'
import { type Network, type NotSeen, notRead, seen } from '../network.js'
import { addressText, parseBlock } from '../values/addresses.js'
import type { Party } from '../values/flow.js'
import { fails, isUnknown, notSeen, passes, STATE_UNCERTAIN } from '../values/hops.js'
import { difference, type Intervals, intersection } from '../values/intervals.js'
import { remembered } from '../values/remember.js'

const kind = 'transit-gateway-route'

/** Where a gateway sends a part of the addresses: its hop, and the attachments, one of which is taken. */
export interface GatewayPart {
  ranges: Intervals
  hop: Hop
  attachmentIds: readonly string[]
}

/** The gateway's own routes: the table that the attachment is associated with, longest prefix first; a hop where it is not seen. */
export function gatewayRoutes(
  gatewayId: string,
  fromAttachmentId: string,
  to: Party,
  network: Network,
): { parts: GatewayPart[] } | { hop: Hop } {
  const attachment = network.transitGatewayAttachment(gatewayId, fromAttachmentId)
  if (!attachment.found) return { hop: notSeen(fromAttachmentId, kind, attachment) }
  const tableId = attachment.value.associationRouteTableId
  const state = attachment.value.associationState
  if (tableId === undefined || state !== 'associated') {
    const why = `The route table of ${fromAttachmentId} cannot be seen${state === undefined ? '' : ` (${state})`}.`
    return { hop: isUnknown({ at: fromAttachmentId, kind, code: 'TGW_RTB_UNKNOWN', why }) }
  }
  const table = network.transitGatewayRouteTable(tableId)
  if (!table.found) return { hop: notSeen(tableId, kind, table) }
  const { routes } = table.value
  if (routes.outcome !== 'ok') {
    const why = `The routes of ${tableId} could not be read (${routes.api}: ${routes.outcome}).`
    return { hop: notSeen(tableId, kind, { ...notRead(routes), why }) }
  }
  const { routes: known, unreadable } = sortedRoutes(network, routes.value)
  const parts = split(tableId, known, to)
  const [unseen] = unreadable.filter(({ route }) => parts.some((part) => !leadsAlike(part, route)))
  if (!unseen) return { parts }
  return { hop: notSeen(tableId, kind, { ...unseen.notSeen, why: `In ${tableId}: ${unseen.notSeen.why}` }) }
}

/** Whether it does not matter which of them takes the packets. */
const leadsAlike = ({ hop, attachmentIds }: GatewayPart, route: TransitGatewayRoute): boolean =>
  hop.outcome === 'pass' &&
  route.state === 'active' &&
  attachmentIds.length > 0 &&
  [...attachmentIds].sort().join() === [...route.attachmentIds].sort().join()

function split(at: string, routes: readonly SortedRoute[], { addresses }: Party): GatewayPart[] {
  let rest = addresses.ranges
  const parts: GatewayPart[] = []
  for (const route of routes) {
    if (rest.length === 0) break
    if (route.block.family !== addresses.family) continue
    const ranges = intersection(rest, [route.block.interval])
    if (ranges.length === 0) continue
    rest = difference(rest, ranges)
    parts.push({ ranges, hop: routeHop(at, route), attachmentIds: route.attachmentIds })
  }
  if (rest.length > 0) {
    const why = `${at} has no route to ${addressText(addresses)}.`
    parts.push({ ranges: rest, hop: fails({ at, kind, code: 'CANNOT_ROUTE', why }), attachmentIds: [] })
  }
  return parts
}

function routeHop(at: string, { text, attachmentIds, state }: SortedRoute): Hop {
  const names = attachmentIds.join(', ')
  const words = { at, kind, rule: `${text} → ${names || state}` } as const
  const standing = standingOf('route', state)
  if (standing === 'serves')
    return passes({ ...words, code: 'ALLOWED', why: `${at} leads to ${names || 'an attachment that is not named'}.` })
  return standing === 'unsure'
    ? isUnknown({ ...words, code: STATE_UNCERTAIN, why: `The route of ${at} for ${text} is in the state "${state}".` })
    : fails({ ...words, code: 'BAD_STATE_ROUTE', why: `${at} drops ${text} (${state}).` })
}

type SortedRoute = ReturnType<typeof sortedRoutes>['routes'][number]

/**
 * The longest prefix first; of equal ones a static route before one of a prefix list, and that before a propagated one.
 * @see https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html#tgw-route-evaluation-overview
 */
const sortedRoutes = remembered((network: Network, routes: readonly TransitGatewayRoute[]) => {
  const unreadable: { route: TransitGatewayRoute; notSeen: NotSeen }[] = []
  const sorted = routes.flatMap((route) => {
    const texts = destinationsOf(route, network)
    if (!texts.found) {
      unreadable.push({ route, notSeen: texts })
      return []
    }
    return texts.value.flatMap((text) => {
      const block = parseBlock(text)
      if (block) return [{ ...route, text, block, rank: rankOf(route) }]
      unreadable.push({ route, notSeen: malformed(text) })
      return []
    })
  })
  sorted.sort((a, b) => b.block.prefixLength - a.block.prefixLength || a.rank - b.rank)
  unreadable.sort((a, b) => (a.notSeen.why < b.notSeen.why ? -1 : 1))
  return { routes: sorted, unreadable }
})

function destinationsOf({ destinationCidrBlock, prefixListId }: TransitGatewayRoute, network: Network) {
  if (destinationCidrBlock !== undefined) return seen([destinationCidrBlock])
  return prefixListId === undefined ? malformed('') : prefixListEntries(prefixListId, network)
}

const malformed = (text: string): NotSeen => ({
  found: false,
  code: 'MALFORMED_CIDR',
  why: `"${text}" is no CIDR block.`,
})

const rankOf = ({ type, prefixListId }: TransitGatewayRoute) =>
  type !== 'static' ? 2 : prefixListId === undefined ? 0 : 1
