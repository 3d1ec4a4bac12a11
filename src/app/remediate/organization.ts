import { principalOf } from '../../aws/principal.js'
import { collectOrganization } from '../../collect/organization.js'
import { createRunners } from '../../collect/runner.js'
import type { Plan } from '../../model/plan.js'
import type { Snapshot } from '../../model/snapshot.js'
import type { Account } from '../account.js'

/** True when it hangs on the organization's policies what the next report says of roles. */
export const asksOrganization = ({ predicted, steps }: Plan): boolean =>
  steps.length > 0 &&
  predicted.findings.some(({ checkId, after }) => after === 'unknown' && checkId.startsWith('role-'))

/** The snapshot with what the organization says of roles and keys to come, as far as the caller can stand in for them. */
export async function withOrganization(snapshot: Snapshot, { steps }: Plan, account: Account): Promise<Snapshot> {
  const { clients, identity, paced } = account
  const { accountId, partition } = identity
  const standIn = await principalOf(clients, identity)
  // Nobody simulates the root user.
  if (!/^arn:[^:]+:iam::\d+:(role|user)\//.test(standIn)) return snapshot
  const roleName = steps.flatMap(({ change: { input } }) =>
    input.kind === 'create-instance-role' ? input.roleName : [],
  )[0]
  const regions = new Set(steps.map(({ change }) => change.input.region))
  const organization = await collectOrganization({
    context: { client: clients.iam(), runner: createRunners({ paced }).forRegion('global') },
    ...{ accountId, partition, standIn },
    ...(roleName !== undefined && { roleToCome: `arn:${partition}:iam::${accountId}:role/${roleName}` }),
    regions: snapshot.regions.filter(({ region }) => regions.has(region)),
  })
  return { ...snapshot, iam: { ...snapshot.iam, organization } }
}
