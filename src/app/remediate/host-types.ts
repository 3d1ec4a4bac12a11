import { collectInstanceTypeOfferings } from '../../collect/instance-type-offerings.js'
import { createRunners } from '../../collect/runner.js'
import type { Plan } from '../../model/plan.js'
import type { RegionSnapshot, Snapshot } from '../../model/snapshot.js'
import type { Account } from '../account.js'

/** True when it launches a host, without knowing what the zone offers. */
export const asksHostTypes = ({ steps }: Plan): boolean => steps.some(({ change }) => change.kind === 'run-instances')

/** The snapshot with what the zones of hosts to come offer. */
export async function withHostTypes(
  snapshot: Snapshot,
  { steps }: Plan,
  { clients, paced }: Pick<Account, 'clients' | 'paced'>,
  signal?: AbortSignal,
): Promise<Snapshot> {
  const launching = new Set(
    steps.flatMap(({ change: { kind, input } }) => (kind === 'run-instances' ? [input.region] : [])),
  )
  const runners = createRunners({ ...(paced !== undefined && { paced }), ...(signal && { signal }) })
  const regions = snapshot.regions.map(async (region): Promise<RegionSnapshot> => {
    if (!launching.has(region.region)) return region
    const context = { clients, runner: runners.forRegion(region.region), region: region.region }
    return { ...region, instanceTypeOfferings: await collectInstanceTypeOfferings(context) }
  })
  return { ...snapshot, regions: await Promise.all(regions) }
}
