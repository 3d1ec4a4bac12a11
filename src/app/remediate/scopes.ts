import { connectedVpcs } from '../../inventory/connected-vpcs.js'
import type { FindingRef } from '../../model/plan.js'
import type { Snapshot } from '../../model/snapshot.js'
import type { Touched } from './touched.js'

/** VPCs that are connected are judged together: a way may lead from one to the other. Each such part has a key. */
export class Scopes {
  readonly #keys = new Map<string, string>()
  readonly #members = new Map<string, string[]>()

  constructor(before: Snapshot, after: Snapshot) {
    const connected = connectedVpcs([...before.regions, ...after.regions])
    for (const vpcId of connected.keys()) {
      if (this.#keys.has(vpcId)) continue
      const members = reachable(vpcId, connected)
      this.#members.set(vpcId, members)
      for (const member of members) this.#keys.set(member, vpcId)
    }
  }

  of(touched: Touched): Touched {
    return touched === 'everything' ? touched : new Set([...touched].map((vpcId) => this.#keyOf(vpcId)))
  }

  /** What is said of regions and callers is no VPC's. */
  ofFinding = ({ subject: { kind, vpcId = '' } }: Pick<FindingRef, 'subject'>): string =>
    kind === 'region' || kind === 'caller' ? kind : this.#keyOf(vpcId)

  vpcIdsOf(keys: Iterable<string>): string[] {
    return [...keys].flatMap((key) => this.#members.get(key) ?? [key])
  }

  #keyOf = (vpcId: string) => this.#keys.get(vpcId) ?? vpcId
}

function reachable(from: string, connected: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const reached = new Set([from])
  for (const vpcId of reached) for (const next of connected.get(vpcId) ?? []) reached.add(next)
  return [...reached]
}
