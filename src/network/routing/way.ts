import type { Hop } from '../../model/finding.js'
import type { Meeting } from '../filters/security-groups.js'
import type { Network } from '../network.js'
import { anyAddress } from '../values/addresses.js'
import type { Party } from '../values/flow.js'
import { eachOf, oneOf, type PathResult, pathOf } from '../values/hops.js'
import type { Intervals } from '../values/intervals.js'
import { type Station, station } from '../values/stations.js'

/** Where packets stand: in a subnet, whose table leads them on, or in a gateway with a table of its own. */
export interface Standing {
  vpcId: string
  subnetId?: string
  routeTableId?: string
}

/** Packets of one direction of a connection. What rewrites their source changes `from`. */
export interface Leg {
  direction: 'out' | 'back'
  /** Whom the stations ahead see as the sender. */
  from: Party
  to: Party
  /** Ports of the receiver. */
  wanted: Intervals
  /** Ports to which answers come back. */
  answers: Intervals
  service?: string
}

/** What lies behind packets on their way. */
export interface Trail {
  stations: readonly Station[]
  /** Stations that only answers pass, where something on the way took the connection over. */
  replies: readonly Station[]
  /** Across what the sender meets the receiver, for rules of the sender that name the receiver's groups. */
  near: Meeting
  /** The same for rules of the receiver that name groups of whom it sees. */
  far: Meeting
  /** Gateways and interfaces that were passed. */
  passed: readonly string[]
  /** Whether the receiver may see another sender than the first one. */
  rewritten: boolean
  /** Set behind a NAT gateway. */
  nat?: { natGatewayId: string; isPrivate: boolean }
  /** False where answers may reach the sender without leaving its subnet. */
  answersFiltered: boolean
}

/**
 * `place`: in the receiver's VPC, its filters follow. `outside`: no filters beyond. `nowhere`: dropped for certain.
 * `unseen`: what lies ahead cannot be seen, so that the receiver may see anybody.
 */
export type End = 'place' | 'outside' | 'nowhere' | 'unseen'

export interface Way extends Trail {
  end: End
  from: Party
  /** The receiver, with those of its addresses to which this way leads. */
  to: Party
  /** False where packets arrive in the receiver's subnet without passing its network ACL. */
  filtered: boolean
}

/** All ways that packets may take: `each` in turn, or one of them and nobody sees which. */
export type Ways = { way: Way } | { spread: 'each' | 'one-of'; options: readonly Option[]; doubt?: Hop }
export interface Option {
  label: string
  ways: Ways
}

/** What the stations of a way ask: the network, and how to go on from where they lead. */
export interface Guide {
  network: Network
  follow: (at: Standing, leg: Leg, trail: Trail) => Ways
}

export const START: Trail = {
  stations: [],
  replies: [],
  near: 'vpc',
  far: 'vpc',
  passed: [],
  rewritten: false,
  answersFiltered: true,
}

export const HOP_KINDS_OF = {
  out: { route: 'route', egress: 'network-acl-egress', ingress: 'network-acl-ingress' },
  back: { route: 'return-route', egress: 'network-acl-reply-egress', ingress: 'network-acl-reply-ingress' },
} as const

export const past = (trail: Trail, ...hops: readonly Hop[]): Trail => pastStations(trail, hops.map(station))

export const pastStations = (trail: Trail, stations: readonly Station[]): Trail =>
  stations.length === 0 ? trail : { ...trail, stations: [...trail.stations, ...stations] }

/** The same way across something else: only the first connection may leave references to groups alive. */
export const across = (trail: Trail, meeting: Meeting): Trail => ({
  ...trail,
  near: trail.near === 'vpc' ? meeting : 'none',
  far: trail.far === 'vpc' ? meeting : 'none',
})

export const arrives = (leg: Leg, trail: Trail, filtered = true): Ways => ({
  way: { ...trail, end: 'place', from: leg.from, to: leg.to, filtered },
})

export const leaves = (leg: Leg, trail: Trail): Ways => ({
  way: { ...trail, near: 'none', far: 'none', end: 'outside', from: leg.from, to: leg.to, filtered: true },
})

/** A way that ends here: the receiver's own filters are judged all the same, where they are known. */
export const deadEnd = (leg: Leg, trail: Trail, meeting: Meeting = leg.to.place ? 'unknown' : 'none'): Ways => ({
  way: { ...trail, near: meeting, far: meeting, end: 'nowhere', from: leg.from, to: leg.to, filtered: true },
})

/**
 * A way into something that cannot be seen into. Through an appliance rules that name groups do not match, so the
 * meeting is `none` there; where the way itself is not known it is `unknown`.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
export const unseen = (leg: Leg, trail: Trail, meeting: Meeting): Ways => ({
  way: {
    ...trail,
    near: meeting,
    far: meeting,
    end: 'unseen',
    from: anybody(leg.from, trail.stations.at(-1)?.hop.at),
    to: leg.to,
    filtered: true,
    rewritten: true,
  },
})

/** Behind a place that cannot be seen into the sender may show any address, and no groups that can be seen. */
const anybody = (from: Party, place: string | undefined): Party => ({
  label: place === undefined ? from.label : `${from.label} or whoever sends for it behind ${place}`,
  addresses: anyAddress(from.addresses.family),
  spread: 'one-of',
  groups: 'unknown',
})

/** One of several ways, and nobody sees which; of one there is no choice. */
export function oneWayOf(options: readonly Option[]): Ways {
  const [only] = options
  return options.length === 1 && only ? only.ways : { spread: 'one-of', options }
}

/** What becomes of a connection over all of its ways. A doubt counts only where the ways end differently. */
export function judged(ways: Ways, judge: (way: Way) => PathResult): PathResult {
  if ('way' in ways) return judge(ways.way)
  const alternatives = ways.options.map((option) => ({ label: option.label, result: judged(option.ways, judge) }))
  const merged = ways.spread === 'each' ? eachOf(alternatives) : oneOf(alternatives)
  const agreed = new Set(alternatives.map(({ result }) => result.verdict)).size === 1
  return agreed || !ways.doubt ? merged : pathOf([ways.doubt, ...merged.hops])
}
