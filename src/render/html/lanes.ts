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
  const lanes = starts.map((start, i) => laneOf(hops.slice(start, starts[i + 1] ?? end)))
  return { trunk: hops.slice(0, first), lanes, tail: hops.slice(end) }
}

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
