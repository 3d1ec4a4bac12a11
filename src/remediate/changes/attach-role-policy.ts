import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
} from '@aws-sdk/client-iam'
import type { AttachRolePolicyChange } from '../../model/change.js'
import { CORE_POLICY_DOCUMENT, corePolicyArn } from '../../model/core-policy.js'
import type { Facts } from '../../model/plan.js'
import type { Snapshot } from '../../model/snapshot.js'
import type { ChangeContext, Found } from '../change-handler.js'
import { changeHandler } from '../change-handler.js'
import { findRole, withPolicy } from '../edit-iam.js'
import { attachRolePolicyCode } from './attach-role-policy-code.js'
import { plainName, untilSeen } from './request.js'
import { boundaryFacts, ROLES, roleFacts } from './role-policy.js'

/**
 * The one policy that is ever attached.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_PolicyARN
 */
export const ONLY_CORE = { ArnLike: { 'iam:PolicyARN': corePolicyArn('*') } }

/**
 * A managed policy of a role.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html
 */
export const attachRolePolicy = changeHandler<AttachRolePolicyChange>({
  kinds: ['attach-role-policy'],
  asCode: attachRolePolicyCode,
  doc: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html',
  api: () => ['iam:AttachRolePolicy'],
  needs: [
    ...['iam:GetRole', 'iam:ListAttachedRolePolicies'].map((action) => ({ action, resources: ROLES })),
    ...['iam:AttachRolePolicy', 'iam:DetachRolePolicy'].map((action) => ({
      action,
      resources: ROLES,
      condition: ONLY_CORE,
    })),
  ],
  resource: ({ roleName }) => roleName,
  title: ({ roleName, policyArn }) => `Attach ${nameOf(policyArn)} to role ${roleName}.`,
  commands: ({ roleName, policyArn }) => [
    ['aws', 'iam', 'attach-role-policy', '--role-name', plainName(roleName), '--policy-arn', policyArn],
  ],
  undoTitle: ({ roleName, policyArn }) => `Detach ${nameOf(policyArn)} from role ${roleName}.`,
  before: ({ roleName }, snapshot) => ({ policy: 'detached', ...boundaryFacts(findRole(snapshot, roleName)) }),
  after: () => ({ policy: 'attached' }),
  read,
  async perform({ roleName: RoleName, policyArn: PolicyArn }, _, context) {
    const iam = context.clients.iam()
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
    await untilSeen(() => isAttached(iam, RoleName, PolicyArn), `IAM does not show ${nameOf(PolicyArn)} yet`, context)
    return {}
  },
  async undo({ roleName: RoleName, policyArn: PolicyArn }, _, { clients }) {
    await clients.iam().send(new DetachRolePolicyCommand({ RoleName, PolicyArn }))
  },
  applyTo: ({ roleName, policyArn }, snapshot) => withAttachedPolicy(snapshot, roleName, policyArn),
})

const nameOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1)

async function read(
  { roleName, policyArn }: AttachRolePolicyChange,
  { before }: { before: Facts },
  { clients }: ChangeContext,
): Promise<Found> {
  const iam = clients.iam()
  const role = await roleFacts(iam, roleName)
  if (!role) return { is: 'neither', facts: { role: 'absent' }, message: `Role ${roleName} does not exist any more.` }
  if (await isAttached(iam, roleName, policyArn)) return { is: 'after', facts: { policy: 'attached', ...role } }
  const facts = { policy: 'detached', ...role }
  if (role['permissionsBoundary'] !== before['permissionsBoundary'])
    return { is: 'neither', facts, message: `The permissions boundary of role ${roleName} was changed.` }
  return { is: 'before', facts }
}

async function isAttached(client: IAMClient, RoleName: string, policyArn: string): Promise<boolean> {
  for await (const { AttachedPolicies } of paginateListAttachedRolePolicies({ client }, { RoleName })) {
    if (!AttachedPolicies) throw new Error("AWS's answer lacks the policies of the role")
    if (AttachedPolicies.some((policy) => policy.PolicyArn === policyArn)) return true
  }
  return false
}

/** A copy in which the policy's document is known: of AWS's policy for hosts it is known beforehand. */
function withDocument(snapshot: Snapshot, arn: string): Snapshot {
  const { iam, partition } = snapshot
  if (Object.hasOwn(iam.managedPolicies, arn) || arn !== corePolicyArn(partition)) return snapshot
  const value = { arn, document: CORE_POLICY_DOCUMENT }
  const known = { outcome: 'ok' as const, api: 'iam:GetPolicyVersion', value }
  return { ...snapshot, iam: { ...iam, managedPolicies: { ...iam.managedPolicies, [arn]: known } } }
}

/** A copy in which the role has the policy. */
export function withAttachedPolicy(before: Snapshot, roleName: string, policyArn: string): Snapshot {
  const snapshot = withDocument(before, policyArn)
  const found = snapshot.iam.managedPolicies[policyArn]
  const document = found?.outcome === 'ok' ? (found.value?.document ?? '') : ''
  const policyName = nameOf(policyArn)
  const type = policyArn.split(':')[4] === 'aws' ? 'aws-managed' : 'user-managed'
  return withPolicy(snapshot, roleName, { id: policyName, type, document }, (role) => {
    const { attachedPolicies } = role
    if (attachedPolicies.outcome !== 'ok') return role
    return {
      ...role,
      attachedPolicies: { ...attachedPolicies, value: [...attachedPolicies.value, { policyArn, policyName }] },
    }
  })
}
