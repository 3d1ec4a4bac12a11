import type { Hop } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import { covers, type Intervals, union } from './intervals.js'

/** A hop with what later stations need to know of it. A path is made of stations, and becomes hops at its end. */
export interface Station {
  hop: Hop
  /** Set where a network ACL denies a part of the ports: which ones of which (a `portSet`), and whether for all addresses alike. */
  loss?: { wanted: Intervals; lost: Intervals; alike: boolean }
}

export const station = (hop: Hop): Station => ({ hop })

/** The stations with every failure turned into a doubt: it is met only on a way that need not be the one at hand. */
export const doubted = (stations: readonly Station[]): Station[] =>
  stations.map((s) => (s.hop.outcome === 'fail' ? { hop: { ...s.hop, outcome: 'unknown' } } : s))

/**
 * Several network ACLs that each deny some ports of the replies may deny all of them together: then nothing passes.
 * Where several stations let only some addresses through, none may be left.
 */
export function together(stations: readonly Station[]): Hop[] {
  return stations.some(isPartial) ? weighed(stations) : stations.map(({ hop }) => hop)
}

const isPartial = ({ hop, loss }: Station): boolean => loss !== undefined || hop.outcome === 'warn'

function weighed(stations: readonly Station[]): Hop[] {
  const changed = new Map<Hop, Hop>()
  const scattered = stations.filter(({ hop }) => hop.outcome === 'warn' && hop.code.startsWith('ADDRESSES_PARTLY'))
  if (scattered.length > 1) for (const { hop } of scattered) changed.set(hop, { ...hop, outcome: 'unknown' })

  const partly = stations.flatMap(({ hop, loss }) => (loss ? [{ hop, ...loss }] : []))
  for (const [, group] of groupBy(partly, ({ wanted }) => wanted)) {
    const last = group.at(-1)
    if (!last || group.length < 2 || !covers(union(group.flatMap(({ lost }) => lost)), last.wanted)) continue
    const why = `${last.hop.why} Together with the network ACLs before it no port may be left.`
    const certain = group.every(({ alike }) => alike)
    changed.set(last.hop, { ...last.hop, outcome: certain ? 'fail' : 'unknown', code: 'SUBNET_ACL_RESTRICTION', why })
  }
  return stations.map(({ hop }) => changed.get(hop) ?? hop)
}
