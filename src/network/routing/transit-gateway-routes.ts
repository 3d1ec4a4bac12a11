import type { Hop } from '../../model/finding.js'
import type { TransitGatewayRoute } from '../../model/snapshot-gateways.js'
import { prefixListEntries } from '../filters/security-group-rules.js'
import { type Network, type NotSeen, notRead } from '../network.js'
import { addressText, parseBlock } from '../values/addresses.js'
import type { Party } from '../values/flow.js'
import { fails, isUnknown, notSeen, passes } from '../values/hops.js'
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
  fromAttachmentId: string,
  to: Party,
  network: Network,
): { parts: GatewayPart[] } | { hop: Hop } {
  const attachment = network.transitGatewayAttachment(fromAttachmentId)
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
  const sorted = sortedRoutes(network, routes.value)
  if (sorted.unreadable !== undefined) {
    const why = `In ${tableId}: ${sorted.unreadable.why}`
    return { hop: notSeen(tableId, kind, { ...sorted.unreadable, why }) }
  }
  return { parts: split(tableId, sorted.routes, to) }
}

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
  return state === 'active'
    ? passes({ ...words, code: 'ALLOWED', why: `${at} leads to ${names || 'an attachment that is not named'}.` })
    : fails({ ...words, code: 'BAD_STATE_ROUTE', why: `${at} drops ${text} (${state}).` })
}

type SortedRoute = ReturnType<typeof sortedRoutes>['routes'][number]

const sortedRoutes = remembered((network: Network, routes: readonly TransitGatewayRoute[]) => {
  let unreadable: NotSeen | undefined
  const sorted = routes.flatMap((route) => {
    const entries = route.prefixListId === undefined ? undefined : prefixListEntries(route.prefixListId, network)
    const isUnread = entries && !entries.found && route.destinationCidrBlock === undefined
    if (isUnread && (unreadable === undefined || entries.why < unreadable.why)) unreadable = entries
    const texts =
      route.destinationCidrBlock !== undefined ? [route.destinationCidrBlock] : entries?.found ? entries.value : []
    return texts.flatMap((text) => {
      const block = parseBlock(text)
      return block ? [{ ...route, text, block, rank: route.type === 'static' ? 0 : 1 }] : []
    })
  })
  sorted.sort((a, b) => b.block.prefixLength - a.block.prefixLength || a.rank - b.rank)
  return { routes: sorted, unreadable }
})
