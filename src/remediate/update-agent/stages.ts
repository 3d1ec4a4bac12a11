import { groupBy } from '../../model/group-by.js'

export interface StagedHost {
  instanceId: string
  vpcId: string
  /** Other hosts of its VPC can take over meanwhile. */
  othersServe: boolean
}

/**
 * In which stage each host goes: the hosts of a VPC are split over two, so that one half stays up until the other is
 * known to be well. A host on which its whole VPC depends goes in the second, after others have shown that the update works.
 * @returns stages from 1, without gaps, by instance id
 */
export function assignStages(hosts: readonly StagedHost[]): Map<string, number> {
  const stages = new Map<string, number>()
  for (const members of groupBy(hosts, (host) => host.vpcId).values()) {
    const ordered = [...members].sort((a, b) => (a.instanceId < b.instanceId ? -1 : 1))
    const [only] = ordered
    if (only && ordered.length === 1) stages.set(only.instanceId, only.othersServe ? 1 : 2)
    else
      for (const [i, host] of ordered.entries()) stages.set(host.instanceId, i < Math.floor(ordered.length / 2) ? 1 : 2)
  }
  if ([...stages.values()].every((stage) => stage === 2)) for (const id of stages.keys()) stages.set(id, 1)
  return stages
}
