import type { Change, ChangeKind } from '../../model/change.js'
import { newName } from '../../model/step-id.js'

type Of<K extends ChangeKind> = Extract<Change, { kind: K }>

interface Step {
  id: string
  change: { input: Change }
}

/**
 * The step that makes an endpoint, as it is to be where a later one would give the endpoint more subnets: whoever makes it
 * gives it all of them at once. `undefined` where no step of the plan makes what the change is about.
 */
export function joined<S extends Step>(
  change: Change,
  steps: ReadonlyMap<string, S>,
): { step: S; change: Of<'create-vpc-endpoint'> } | undefined {
  if (change.kind !== 'modify-vpc-endpoint' || !change.addSubnetIds) return undefined
  const step = [...steps.values()].find(({ id }) => newName(id) === change.vpcEndpointId)
  const made = step?.change.input
  if (!step || made?.kind !== 'create-vpc-endpoint') return undefined
  const more = change.addSubnetIds.filter((id) => !made.subnetIds.includes(id))
  if (more.length === 0) return undefined
  const subnetIds = [...made.subnetIds, ...more].sort()
  return { step, change: { ...made, subnetIds } }
}
