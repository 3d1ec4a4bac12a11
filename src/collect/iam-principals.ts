import {
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetUserCommand,
  paginateListGroupsForUser,
  type Role as SdkRole,
  type User as SdkUser,
} from '@aws-sdk/client-iam'
import type { Collected } from '../model/collected.js'
import type { InstanceProfile, Role, User } from '../model/snapshot-iam.js'
import { defined, need, needEach } from './fields.js'
import { ABSENT, collectPolicies, decoded, type IamContext, PAGE_SIZE } from './iam-policies.js'

/** The last part of an ARN: profiles, roles and users may have paths before their names. */
export const nameOfArn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)

export function collectInstanceProfile(
  { client, runner }: IamContext,
  arn: string,
): Promise<Collected<InstanceProfile | null>> {
  return runner.collectOne(
    'iam:GetInstanceProfile',
    async (options) => {
      const command = new GetInstanceProfileCommand({ InstanceProfileName: nameOfArn(arn) })
      const profile = need((await client.send(command, options)).InstanceProfile, 'InstanceProfile')
      return {
        arn: need(profile.Arn, 'Arn'),
        instanceProfileName: need(profile.InstanceProfileName, 'InstanceProfileName'),
        path: need(profile.Path, 'Path'),
        roleNames: needEach(profile.Roles, 'Roles', (role) => role.RoleName),
      }
    },
    ABSENT,
  )
}

export async function collectRole(context: IamContext, roleName: string): Promise<Collected<Role | null>> {
  const { client, runner } = context
  const [role, policies] = await Promise.all([
    runner.collectOne(
      'iam:GetRole',
      async (options) => roleFields((await client.send(new GetRoleCommand({ RoleName: roleName }), options)).Role),
      ABSENT,
    ),
    collectPolicies(context, 'Role', roleName),
  ])
  if (role.outcome !== 'ok' || role.value === null) return role.outcome === 'ok' ? { ...role, value: null } : role
  return { ...role, value: { ...role.value, ...policies } }
}

function roleFields(role: SdkRole | undefined) {
  return defined({
    roleName: need(role?.RoleName, 'RoleName'),
    roleId: role?.RoleId,
    arn: need(role?.Arn, 'Arn'),
    path: need(role?.Path, 'Path'),
    assumeRolePolicyDocument: decoded(role?.AssumeRolePolicyDocument),
    permissionsBoundaryArn: role?.PermissionsBoundary?.PermissionsBoundaryArn,
  })
}

export async function collectUser(context: IamContext, userName: string): Promise<Collected<User | null>> {
  const { client, runner } = context
  const [user, policies, groups] = await Promise.all([
    runner.collectOne(
      'iam:GetUser',
      async (options) => userFields((await client.send(new GetUserCommand({ UserName: userName }), options)).User),
      ABSENT,
    ),
    collectPolicies(context, 'User', userName),
    collectGroups(context, userName),
  ])
  if (user.outcome !== 'ok' || user.value === null) return user.outcome === 'ok' ? { ...user, value: null } : user
  return { ...user, value: { ...user.value, ...policies, groups } }
}

function userFields(user: SdkUser | undefined) {
  return defined({
    userName: need(user?.UserName, 'UserName'),
    userId: user?.UserId,
    arn: need(user?.Arn, 'Arn'),
    path: need(user?.Path, 'Path'),
    permissionsBoundaryArn: user?.PermissionsBoundary?.PermissionsBoundaryArn,
  })
}

async function collectGroups(context: IamContext, userName: string): Promise<User['groups']> {
  const { client, runner } = context
  const groups = await runner.collectAll(
    'iam:ListGroupsForUser',
    (options) => paginateListGroupsForUser({ client, pageSize: PAGE_SIZE }, { UserName: userName }, options),
    { items: (page) => page.Groups, token: (page) => page.Marker },
    (group) => ({ groupName: need(group.GroupName, 'GroupName'), arn: need(group.Arn, 'Arn') }),
  )
  if (groups.outcome !== 'ok') return groups
  const value = await Promise.all(
    groups.value.map(async (group) => ({ ...group, ...(await collectPolicies(context, 'Group', group.groupName)) })),
  )
  return { ...groups, value }
}
