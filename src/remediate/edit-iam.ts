import { parsePolicy } from '../iam/document.js'
import { evaluate, type PolicySet, policySet } from '../iam/evaluate.js'
import { policiesOf } from '../iam/principals.js'
import type { Snapshot } from '../model/snapshot.js'
import type { Role, Simulation } from '../model/snapshot-iam.js'
import { mapped } from './edit.js'

/** One more policy of a role. */
export interface AddedPolicy {
  /** As the simulator names it. */
  id: string
  type: 'role' | 'aws-managed' | 'user-managed'
  document: string
}

/** A role that was read; `undefined` otherwise. */
export function findRole({ iam: { roles } }: Snapshot, roleName: string): Role | undefined {
  const found = Object.hasOwn(roles, roleName) ? roles[roleName] : undefined
  return found?.outcome === 'ok' ? (found.value ?? undefined) : undefined
}

/**
 * A copy in which a role has one more policy, and the policy simulator says what it will say then: what no policy allowed
 * is allowed by this one, unless the boundary or the organization did not allow it either.
 */
export function withPolicy(
  snapshot: Snapshot,
  roleName: string,
  added: AddedPolicy,
  edit: (role: Role) => Role,
): Snapshot {
  const role = findRole(snapshot, roleName)
  const found = snapshot.iam.roles[roleName]
  if (!role || !found) return snapshot
  const { iam } = snapshot
  const { arn } = role
  const roles = { ...iam.roles, [roleName]: { ...found, outcome: 'ok' as const, value: edit(role) } }
  const simulated = Object.hasOwn(iam.simulations, arn) ? iam.simulations[arn] : undefined
  const policies = setOf(added)
  const { boundary } = policiesOf({ snapshot }, arn)
  const simulations = simulated && {
    ...iam.simulations,
    [arn]: mapped(simulated, (all) => all.map((each) => resimulated(each, policies, boundary, added))),
  }
  return { ...snapshot, iam: { ...iam, roles, ...(simulations && { simulations }) } }
}

function setOf({ id, document }: AddedPolicy): PolicySet {
  const parsed = parsePolicy(id, document, 'identity')
  return policySet('malformed' in parsed ? [] : parsed.statements)
}

function resimulated(
  simulation: Simulation,
  policies: PolicySet,
  boundary: PolicySet | undefined,
  { id, type }: AddedPolicy,
): Simulation {
  const { action, resource, decision, allowedByOrganizations, allowedByPermissionsBoundary } = simulation
  if (decision !== 'implicitDeny' || allowedByOrganizations === false || allowedByPermissionsBoundary === false)
    return simulation
  const asked = { action, resource, context: {} }
  const bounded = allowedByPermissionsBoundary === undefined && boundary !== undefined
  if (bounded && evaluate(boundary, asked).decision !== 'allowed') return simulation
  if (evaluate(policies, asked).decision !== 'allowed') return simulation
  return {
    ...simulation,
    decision: 'allowed',
    matchedStatements: [{ sourcePolicyId: id, sourcePolicyType: type }],
  }
}
