import type { Refusal } from '../../model/plan.js'
import type { Snapshot } from '../../model/snapshot.js'

/** Lists without which nothing is known to be amiss with hosts and VPCs. */
const LISTS = ['vpcs', 'instances', 'managedNodes'] as const

/** What a plan cannot speak of: a list that was refused is no list of nothing. */
export function unseen({ regions, accountId }: Snapshot): Refusal[] {
  return regions.flatMap((snapshot) =>
    LISTS.flatMap((name): Refusal[] => {
      const list = snapshot[name]
      if (list.outcome === 'ok') return []
      const { region } = snapshot
      return [
        {
          remedy: 'all',
          subject: { kind: 'region', id: region, region, accountId },
          reason: `api-${list.outcome}`,
          message: `${list.api} could not be read in ${region} (${list.message}): what is amiss there is not known.`,
        },
      ]
    }),
  )
}
