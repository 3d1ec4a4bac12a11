import type { Hop } from '../../model/finding.js'

/** A path that divides: what all share, a lane for each subnet or interface that is aimed at, what all share again. */
export interface Lanes {
  trunk: Hop[]
  lanes: Lane[]
  tail: Hop[]
}

export interface Lane {
  /** Id of the subnet or interface, where the hops say it. */
  to?: string
  hops: Hop[]
}

/** A new lane begins where the host's security group is asked again; what is judged once for all is not a lane's. */
export function lanesOf(hops: readonly Hop[]): Lanes {
  const starts = hops.flatMap(({ kind }, i) =>
    kind === 'security-group-egress' && hops[i - 1]?.kind !== 'security-group-egress' ? [i] : [],
  )
  const [first] = starts
  if (first === undefined || starts.length < 2) return { trunk: [], lanes: [{ hops: [...hops] }], tail: [] }
  const end = hops.findLastIndex(({ kind }) => !TAIL.has(kind)) + 1
  const slices = starts.map((start, i) => hops.slice(start, starts[i + 1] ?? end))
  const lanes = slices.map((slice, i) => laneOf(withShared(slice, slices.slice(0, i))))
  return { trunk: hops.slice(0, first), lanes, tail: hops.slice(end) }
}

/** What all lanes share is listed with the first alone: what does not pass there, does not in the others. */
function withShared(lane: readonly Hop[], earlier: readonly Hop[][]): Hop[] {
  const known = new Set(lane.map(({ kind }) => kind))
  const said = earlier.flat().filter(({ kind }) => SHARED.has(kind) && !known.has(kind))
  const open = new Set(said.flatMap(({ kind, outcome }) => (outcome === 'pass' ? [kind] : [])))
  const missing = said.filter(({ kind }) => !open.has(kind))
  if (missing.length === 0) return [...lane]
  const reply = lane.findIndex(({ kind }) => REPLY.has(kind))
  const at = reply === -1 ? lane.length : reply
  return [...lane.slice(0, at), ...missing, ...lane.slice(at)]
}

/** Of the far end, and of what lies between VPCs: not of a subnet. */
const SHARED = new Set(['vpc-peering-connection', 'transit-gateway-attachment', 'security-group-ingress'])
const REPLY = new Set(['network-acl-reply-egress', 'return-route', 'network-acl-reply-ingress'])

const TAIL = new Set(['endpoint-policy'])

function laneOf(hops: Hop[]): Lane {
  const to = hops[0]?.to
  return { ...(to !== undefined && { to }), hops }
}

/** Neighbours that one resource decides, and that pass, are one station. */
export function stationsOf(hops: readonly Hop[]): Hop[][] {
  const stations: Hop[][] = []
  for (const hop of hops) {
    const last = stations.at(-1)
    if (last?.[0]?.at === hop.at && hop.outcome === 'pass' && last.every(({ outcome }) => outcome === 'pass'))
      last.push(hop)
    else stations.push([hop])
  }
  return stations
}
