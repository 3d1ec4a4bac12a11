import type { Capability, Verdict, VpcVerdict } from '../model/finding.js'
import type { WeighedFinding } from './weigh.js'

/** BLOCKED if a fail bears on the capability; else UNKNOWN if an unknown does; else DEGRADED if a warn does; else READY. */
export function verdictOf(weighed: readonly WeighedFinding[], capability: Capability): Verdict {
  const bears = (how: WeighedFinding['bears']) =>
    weighed.some((w) => w.bears === how && w.finding.blocks.includes(capability))
  if (bears('fail')) return 'BLOCKED'
  if (bears('unknown')) return 'UNKNOWN'
  return bears('warn') ? 'DEGRADED' : 'READY'
}

const BEST_FIRST: readonly Verdict[] = ['READY', 'DEGRADED', 'UNKNOWN', 'BLOCKED']

/** Less is better. */
export const rankOf = (verdict: Verdict): number => BEST_FIRST.indexOf(verdict)

/** The best of several ways. `undefined` when there is none. */
export function bestOf(verdicts: readonly Verdict[]): Verdict | undefined {
  return BEST_FIRST.find((verdict) => verdicts.includes(verdict))
}

/** What is known of one VPC. */
export interface VpcFacts {
  /** The best tunnel of each database. */
  databases: readonly Verdict[]
  /** Verdict for `shell` of each host. */
  shells: readonly Verdict[]
  /** False when there may be hosts that could not be seen. */
  hostsKnown: boolean
  /** False when there may be databases that could not be seen. */
  databasesKnown: boolean
  /** There may be others beyond RDS. Those leave open only whether there are any databases at all. */
  mayHoldOthers?: boolean
}

/**
 * READY when every database has a READY tunnel (without databases: when a host is READY for a shell); BLOCKED when
 * none has any; DEGRADED in between. Where something is unknown: the verdict if it is the same whatever it turns
 * out to be, else UNKNOWN.
 */
export function vpcVerdict(facts: VpcFacts): VpcVerdict {
  const { databases, shells, hostsKnown, databasesKnown, mayHoldOthers = false } = facts
  if (databases.length === 0) {
    if (!databasesKnown || mayHoldOthers || !hostsKnown) return 'UNKNOWN'
    return bestOf(shells) ?? 'NOT_APPLICABLE'
  }
  const settled = (as: Verdict) => databases.map((d) => (d === 'UNKNOWN' ? as : d))
  const unseen = (as: Verdict) => (databasesKnown ? [] : [as])
  const possible = new Set([
    overall([...settled('BLOCKED'), ...unseen('BLOCKED')]),
    overall(settled('READY')),
    overall([...settled('READY'), ...unseen('READY')]),
  ])
  const [verdict = 'UNKNOWN'] = possible
  return possible.size === 1 ? verdict : 'UNKNOWN'
}

function overall(databases: readonly Verdict[]): Verdict {
  if (databases.every((d) => d === 'READY')) return 'READY'
  return databases.every((d) => d === 'BLOCKED') ? 'BLOCKED' : 'DEGRADED'
}
