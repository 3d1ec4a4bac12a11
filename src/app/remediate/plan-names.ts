import type { Plan } from '../../model/plan.js'
import type { Snapshot } from '../../model/snapshot.js'

/** The plan with the names of the hosts and VPCs that it speaks of. */
export function withNames<P extends Omit<Plan, 'checksum'>>(plan: P, { regions }: Snapshot): P {
  const words = new Set(JSON.stringify(plan).match(/[\w-]+/g))
  const named = regions.flatMap(({ instances, vpcs }) => [
    ...(instances.outcome === 'ok' ? instances.value.map(({ instanceId: id, name }) => ({ id, name })) : []),
    ...(vpcs.outcome === 'ok' ? vpcs.value.map(({ vpcId: id, name }) => ({ id, name })) : []),
  ])
  const names = named.flatMap(({ id, name = '' }) => (name !== '' && words.has(id) ? [{ id, name }] : []))
  return { ...plan, names }
}
