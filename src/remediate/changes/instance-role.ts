import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
} from '@aws-sdk/client-iam'
import { hasCode } from '../../aws/errors.js'
import type { InstanceRoleChange } from '../../model/change.js'
import type { NeededAction } from '../../model/needed-action.js'
import type { ChangeContext, Found, StepIdentity } from '../change-handler.js'
import { changeHandler } from '../change-handler.js'
import { withNewRole } from '../edit-iam.js'
import { ONLY_CORE, withAttachedPolicy } from './attach-role-policy.js'
import { deleteRole, isComplete, PROFILES, type RoleNow, roleNow } from './instance-role/live.js'
import { trustOf } from './instance-role/trust.js'
import { instanceRoleCode } from './instance-role-code.js'
import { isOf, ON_PLANNED, PLAN_TAG, tagsOf, untilSeen, WITH_PLAN_TAG } from './request.js'
import { ROLES } from './role-policy.js'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
/** Whatever a remedy makes is named so: IAM cannot tell tags that come with a new role from those that an old one is given. */
const OWN_ROLES = ['arn:${AWS::Partition}:iam::${AWS::AccountId}:role/ssm-ready-*']
const OWN_PROFILES = ['arn:${AWS::Partition}:iam::${AWS::AccountId}:instance-profile/ssm-ready-*']
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in

const on = (resources: readonly string[], actions: readonly string[], condition?: NeededAction['condition']) =>
  actions.map((action): NeededAction => ({ action: `iam:${action}`, resources, ...(condition && { condition }) }))

/**
 * A role that EC2 may assume, in an instance profile of the same name.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html
 */
export const instanceRole = changeHandler<InstanceRoleChange>({
  kinds: ['create-instance-role'],
  asCode: instanceRoleCode,
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html',
  api: () => ['iam:CreateRole', 'iam:AttachRolePolicy', 'iam:CreateInstanceProfile', 'iam:AddRoleToInstanceProfile'],
  needs: [
    ...on(ROLES, ['GetRole', 'ListAttachedRolePolicies', 'ListRolePolicies', 'ListInstanceProfilesForRole']),
    ...on(PROFILES, ['GetInstanceProfile']),
    ...on(OWN_ROLES, ['CreateRole', 'TagRole'], WITH_PLAN_TAG),
    ...on(OWN_PROFILES, ['CreateInstanceProfile', 'TagInstanceProfile'], WITH_PLAN_TAG),
    ...on(ROLES, ['AttachRolePolicy', 'DetachRolePolicy'], ONLY_CORE),
    ...on(
      OWN_PROFILES,
      ['AddRoleToInstanceProfile', 'RemoveRoleFromInstanceProfile', 'DeleteInstanceProfile'],
      ON_PLANNED,
    ),
    ...on(OWN_ROLES, ['DeleteRole'], ON_PLANNED),
    // What is put into an instance profile is passed to EC2; some partitions name that with a suffix of their own.
    ...on(ROLES, ['PassRole'], { StringLike: { 'iam:PassedToService': 'ec2.amazonaws.com*' } }),
    { action: 'ec2:DescribeRegions' },
    { action: 'ec2:DescribeIamInstanceProfileAssociations' },
  ],
  resource: ({ roleName }) => roleName,
  title: ({ roleName, policyArns }) =>
    `Create the role ${roleName} for EC2 with ${policyArns.map(nameOf).join(', ')}, and an instance profile of that name.`,
  commands(change) {
    const { roleName, policyArns } = change
    const iam = (...words: string[]) => ['aws', 'iam', ...words]
    const trust = { json: trustOf(change), file: `${roleName}-trust.json` }
    return [
      [...iam('create-role', '--role-name', roleName, '--assume-role-policy-document'), trust],
      ...policyArns.map((arn) => iam('attach-role-policy', '--role-name', roleName, '--policy-arn', arn)),
      iam('create-instance-profile', '--instance-profile-name', roleName),
      iam('add-role-to-instance-profile', '--instance-profile-name', roleName, '--role-name', roleName),
    ]
  },
  undoTitle: ({ roleName }) => `Delete the instance profile and the role ${roleName}, unless something uses them.`,
  before: () => ({ role: 'absent', instanceProfile: 'absent' }),
  after: () => ({ role: 'present', instanceProfile: 'present' }),
  read,
  perform,
  undo: (change, step, context) => deleteRole(change, step, context),
  applyTo(change, snapshot, stepId) {
    const made = withNewRole(snapshot, `new:${stepId}`, JSON.stringify(trustOf(change)))
    return change.policyArns.reduce((all, arn) => withAttachedPolicy(all, `new:${stepId}`, arn), made)
  },
})

const nameOf = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1)

async function read(change: InstanceRoleChange, step: StepIdentity, { clients }: ChangeContext): Promise<Found> {
  const { roleName } = change
  const now = await roleNow(clients.iam(), roleName)
  const facts = { role: now.role ? 'present' : 'absent', instanceProfile: now.profile ? 'present' : 'absent' }
  if (!now.role && !now.profile) return { is: 'before', facts }
  const neither = (message: string): Found => ({ is: 'neither', facts, message })
  const parts = [now.role, now.profile].filter((part) => part !== undefined)
  const stranger = parts.some(({ Tags }) => !Tags?.some(({ Key }) => Key === PLAN_TAG))
  if (stranger) return neither(`There is a role or an instance profile ${roleName} already, which no plan has made.`)
  if (isComplete(now, change.policyArns, trustOf(change))) return { is: 'after', facts, created: roleName }
  if (parts.every(({ Tags }) => isOf(Tags, step)) && isUnfinished(now)) return { is: 'before', facts }
  return neither(`Role ${roleName} was made by a plan, and is not as it was made.`)
}

/** Something is still to be made; what is there has not been touched. */
const isUnfinished = ({ profile, attached, inline }: RoleNow) =>
  inline.length === 0 && (attached.length === 0 || !profile || (profile.Roles ?? []).length === 0)

async function perform(change: InstanceRoleChange, step: StepIdentity, context: ChangeContext) {
  const { roleName: RoleName, policyArns } = change
  const iam = context.clients.iam()
  const named = { InstanceProfileName: RoleName }
  const Tags = tagsOf(step)
  await unlessOurs(step, context, RoleName, () =>
    iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trustOf(change)), Tags })),
  )
  for (const PolicyArn of policyArns) await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
  await unlessOurs(step, context, RoleName, () => iam.send(new CreateInstanceProfileCommand({ ...named, Tags })))
  const { profile } = await roleNow(iam, RoleName)
  if (!profile?.Roles?.some((role) => role.RoleName === RoleName))
    await iam.send(new AddRoleToInstanceProfileCommand({ ...named, RoleName }))
  await untilSeen(
    async () => isComplete(await roleNow(iam, RoleName), policyArns, trustOf(change)),
    `IAM does not show role ${RoleName} in its instance profile yet`,
    context,
  )
  return { created: RoleName }
}

/** What a run that was killed has made is there already. */
async function unlessOurs(
  step: StepIdentity,
  { clients }: ChangeContext,
  roleName: string,
  create: () => Promise<unknown>,
): Promise<void> {
  try {
    await create()
  } catch (error) {
    if (!hasCode(error, ['EntityAlreadyExists', 'EntityAlreadyExistsException'])) throw error
    const { role, profile } = await roleNow(clients.iam(), roleName)
    if (![role, profile].every((part) => part === undefined || isOf(part.Tags, step))) throw error
  }
}
