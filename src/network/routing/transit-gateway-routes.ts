import type { Hop } from '../../model/finding.js'
import type { TransitGatewayRoute, TransitGatewayVpcAttachment } from '../../model/snapshot-network.js'
import { prefixListEntries } from '../filters/security-group-rules.js'
import type { Network } from '../network.js'
import { type AddressSet, addressText, parseBlock } from '../values/addresses.js'
import { fails, isUnknown, notSeen, passes } from '../values/hops.js'
import { difference, intersection } from '../values/intervals.js'
import { remembered } from '../values/remember.js'
import { doubted, type Station, station } from '../values/stations.js'

/** The gateway's own routes: the table that the attachment is associated with, longest prefix first. */
export function routeHops(
  fromAttachmentId: string,
  addresses: AddressSet,
  to: TransitGatewayVpcAttachment | undefined,
  network: Network,
): { hops: Hop[]; middlebox: boolean } {
  const kind = 'transit-gateway-route'
  // Where the table is not seen the way may lead through an appliance, as it may along a route elsewhere.
  const hop = (h: Hop) => ({ hops: [h], middlebox: true })
  const attachment = network.transitGatewayAttachment(fromAttachmentId)
  if (!attachment.found) return hop(notSeen(fromAttachmentId, kind, attachment))
  const tableId = attachment.value.associationRouteTableId
  const state = attachment.value.associationState ?? 'associated'
  if (tableId === undefined || state === 'disassociated')
    return hop(
      isUnknown({
        at: fromAttachmentId,
        kind,
        code: 'TGW_RTB_UNKNOWN',
        why: `The route table of ${fromAttachmentId} cannot be seen.`,
      }),
    )
  const table = network.transitGatewayRouteTable(tableId)
  if (!table.found) return hop(notSeen(tableId, kind, table))
  const { routes } = table.value
  if (routes.outcome !== 'ok')
    return hop(
      isUnknown({
        at: tableId,
        kind,
        code: `API_${routes.outcome.toUpperCase()}`,
        api: routes.api,
        why: `The routes of ${tableId} could not be read (${routes.api}: ${routes.outcome}).`,
      }),
    )

  const candidates = sortedRoutes(network, routes.value)
  if (candidates.unreadable !== undefined)
    return hop(
      isUnknown({
        at: tableId,
        kind,
        code: 'PREFIX_LIST_UNREADABLE',
        why: `The entries of ${candidates.unreadable} in ${tableId} could not be read.`,
      }),
    )
  let rest = addresses.ranges
  const hops: Hop[] = []
  let middlebox = false
  for (const route of candidates.routes) {
    if (rest.length === 0) break
    if (route.block.family !== addresses.family) continue
    const part = intersection(rest, [route.block.interval])
    if (part.length === 0) continue
    rest = difference(rest, part)
    const words = {
      at: tableId,
      kind,
      rule: `${route.text} → ${route.attachmentIds.join(', ') || route.state}`,
    } as const
    if (route.state !== 'active')
      hops.push(
        fails({
          ...words,
          code: 'BAD_STATE_ROUTE',
          why: `${tableId} drops ${addressText(addresses)} (${route.state}).`,
        }),
      )
    else if (to && route.attachmentIds.includes(to.transitGatewayAttachmentId))
      hops.push(passes({ ...words, code: 'ALLOWED', why: `${tableId} leads to ${to.transitGatewayAttachmentId}.` }))
    else {
      middlebox = true
      hops.push(
        isUnknown({
          ...words,
          code: 'TGW_ROUTE_ELSEWHERE',
          why: `${tableId} leads to ${route.attachmentIds.join(', ') || 'an attachment that is not named'}, which cannot be followed.`,
        }),
      )
    }
  }
  if (rest.length > 0)
    hops.push(
      fails({ at: tableId, kind, code: 'CANNOT_ROUTE', why: `${tableId} has no route to ${addressText(addresses)}.` }),
    )
  return { hops: hops.length > 1 ? agreeing(hops.map(station)).map(({ hop: h }) => h) : hops, middlebox }
}

const sortedRoutes = remembered((network: Network, routes: readonly TransitGatewayRoute[]) => {
  let unreadable: string | undefined
  const sorted = routes.flatMap((route) => {
    const entries = route.prefixListId === undefined ? undefined : prefixListEntries(route.prefixListId, network)
    if (entries && !entries.found && route.destinationCidrBlock === undefined) unreadable ??= route.prefixListId
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

/** Any one of several subnets may be used: where they disagree a failure is not certain. */
export function agreeing(stations: readonly Station[]): Station[] {
  return new Set(stations.map(({ hop }) => hop.outcome)).size > 1 ? doubted(stations) : [...stations]
}
