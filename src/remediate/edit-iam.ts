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

/** Where a profile or role of a name without a path is. */
const arnOf = ({ partition, accountId }: Snapshot, kind: 'role' | 'instance-profile', name: string) =>
  `arn:${partition}:iam::${accountId}:${kind}/${name}`

/** ARN of an instance profile by its name, with the path that it may have. */
export function profileArnOf(snapshot: Snapshot, name: string): string {
  const known = Object.entries(snapshot.iam.instanceProfiles).find(
    ([, profile]) => profile.outcome === 'ok' && profile.value?.instanceProfileName === name,
  )
  return known?.[0] ?? arnOf(snapshot, 'instance-profile', name)
}

/** A copy with one more role, which has no policies yet, in an instance profile of its name. */
export function withNewRole(snapshot: Snapshot, roleName: string, assumeRolePolicyDocument: string): Snapshot {
  const { iam } = snapshot
  const [arn, profileArn] = [arnOf(snapshot, 'role', roleName), arnOf(snapshot, 'instance-profile', roleName)]
  const role: Role = {
    ...{ roleName, arn, path: '/', assumeRolePolicyDocument },
    attachedPolicies: { outcome: 'ok', api: 'iam:ListAttachedRolePolicies', value: [] },
    inlinePolicies: { outcome: 'ok', api: 'iam:ListRolePolicies', value: [] },
  }
  const profile = { arn: profileArn, instanceProfileName: roleName, path: '/', roleNames: [roleName] }
  const answers = questionsOf(snapshot)
  return {
    ...snapshot,
    iam: {
      ...iam,
      roles: { ...iam.roles, [roleName]: { outcome: 'ok', api: 'iam:GetRole', value: role } },
      instanceProfiles: {
        ...iam.instanceProfiles,
        [profileArn]: { outcome: 'ok', api: 'iam:GetInstanceProfile', value: profile },
      },
      ...(answers.length > 0 && {
        simulations: {
          ...iam.simulations,
          [arn]: { outcome: 'ok', api: 'iam:SimulatePrincipalPolicy', value: answers },
        },
      }),
    },
  }
}

/**
 * What the simulator was asked of others will be asked of a new role, and the organization's policies say the same of it.
 * Where nobody was simulated, what they say is not known.
 */
function questionsOf({ iam: { simulations } }: Snapshot): Simulation[] {
  const asked = new Map<string, Simulation>()
  for (const answers of Object.values(simulations))
    for (const { action, resource, context, allowedByOrganizations } of answers.outcome === 'ok' ? answers.value : [])
      if (context === undefined)
        asked.set(JSON.stringify([action, resource]), {
          ...{ action, resource, decision: 'implicitDeny', missingContextValues: [], matchedStatements: [] },
          ...(allowedByOrganizations !== undefined && { allowedByOrganizations }),
        })
  return [...asked.values()]
}

/** Names of the roles in an instance profile, as far as they were read. */
export function rolesOfProfile({ iam }: Snapshot, name: string): string[] {
  return Object.values(iam.instanceProfiles).flatMap((profile) =>
    profile.outcome === 'ok' && profile.value?.instanceProfileName === name ? profile.value.roleNames : [],
  )
}
