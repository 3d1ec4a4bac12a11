import {
  GetGroupPolicyCommand,
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
} from '@aws-sdk/client-iam'
import { beforeEach, describe, expect, it } from 'vitest'
import { ACCOUNT, failure } from './context.js'
import { asked, BOUNDARY, CORE, collect, iam, oneRole, PROFILE, ROLE, sdkRole, TRUST } from './role.js'

beforeEach(oneRole)

describe('the principals', () => {
  it('reads a profile by the name behind its path, its role, and decodes documents', async () => {
    const { instanceProfiles, roles, managedPolicies } = await collect()
    expect(iam.commandCalls(GetInstanceProfileCommand)[0]?.args[0].input).toEqual({
      InstanceProfileName: 'jump-profile',
    })
    expect(instanceProfiles[PROFILE]).toMatchObject({
      outcome: 'ok',
      value: { path: '/team/db/', roleNames: ['jump'] },
    })
    expect(roles['jump']).toMatchObject({
      outcome: 'ok',
      value: { arn: ROLE, roleId: 'AROAJUMP', assumeRolePolicyDocument: TRUST },
    })
    expect(managedPolicies[CORE]).toMatchObject({ outcome: 'ok', value: { document: '{"a":"%"}' } })
  })

  it('asks for each role and policy once', async () => {
    await collect({ profileArns: [PROFILE, PROFILE], roleNames: Promise.resolve(['jump']), operatorArns: [ROLE, ROLE] })
    expect(iam.commandCalls(GetInstanceProfileCommand)).toHaveLength(1)
    expect(iam.commandCalls(GetRoleCommand)).toHaveLength(1)
    expect(iam.commandCalls(GetPolicyVersionCommand)).toHaveLength(1)
  })

  it('reads inline policies and the boundary', async () => {
    iam.on(GetRoleCommand).resolves({
      Role: sdkRole({
        PermissionsBoundary: { PermissionsBoundaryArn: BOUNDARY, PermissionsBoundaryType: 'Policy' as never },
      }),
    })
    iam
      .on(ListRolePoliciesCommand)
      .resolvesOnce({ PolicyNames: ['a'], IsTruncated: true, Marker: 'm' })
      .resolves({ PolicyNames: ['b'] })
    iam
      .on(GetRolePolicyCommand)
      .callsFake(({ PolicyName }) => ({ PolicyDocument: encodeURIComponent(`{"of":"${PolicyName}"}`) }))
    const { roles, managedPolicies } = await collect()
    expect(roles['jump']).toMatchObject({
      value: {
        permissionsBoundaryArn: BOUNDARY,
        inlinePolicies: {
          value: [
            { policyName: 'a', document: '{"of":"a"}' },
            { policyName: 'b', document: '{"of":"b"}' },
          ],
        },
      },
    })
    expect(Object.keys(managedPolicies)).toEqual([BOUNDARY, CORE])
  })

  it('reads a user with the policies of its groups', async () => {
    const arn = `arn:aws:iam::${ACCOUNT}:user/alice`
    iam.on(GetUserCommand).resolves({
      User: { UserName: 'alice', UserId: 'AIDA', Arn: arn, Path: '/', CreateDate: new Date(0) },
    })
    iam.on(ListAttachedUserPoliciesCommand).resolves({ AttachedPolicies: [] })
    iam.on(ListUserPoliciesCommand).resolves({ PolicyNames: [] })
    iam.on(ListGroupsForUserCommand).resolves({
      Groups: [{ GroupName: 'dbas', Arn: 'arn:g', Path: '/', GroupId: 'AGPA', CreateDate: new Date(0) }],
    })
    iam.on(ListAttachedGroupPoliciesCommand).resolves({ AttachedPolicies: [{ PolicyArn: BOUNDARY, PolicyName: 'g' }] })
    iam.on(ListGroupPoliciesCommand).resolves({ PolicyNames: ['own'] })
    iam.on(GetGroupPolicyCommand).resolves({ PolicyDocument: encodeURIComponent('{}') })
    const { users, managedPolicies, simulations } = await collect({ profileArns: [], operatorArns: [arn] })
    expect(users['alice']).toMatchObject({
      value: { groups: { value: [{ groupName: 'dbas', inlinePolicies: { value: [{ document: '{}' }] } }] } },
    })
    expect(managedPolicies[BOUNDARY]?.outcome).toBe('ok')
    expect(simulations[arn]?.outcome).toBe('ok')
    expect(asked()[0]?.ContextEntries).toEqual([
      { ContextKeyName: 'aws:userid', ContextKeyType: 'string', ContextKeyValues: ['AIDA'] },
      { ContextKeyName: 'aws:username', ContextKeyType: 'string', ContextKeyValues: ['alice'] },
    ])
  })

  it.each([
    ['the profile', GetInstanceProfileCommand, 'instanceProfiles', PROFILE],
    ['the role', GetRoleCommand, 'roles', 'jump'],
    ['the policy', GetPolicyCommand, 'managedPolicies', CORE],
  ] as const)('says null when %s does not exist', async (_, command, list, key) => {
    iam.on(command as typeof GetRoleCommand).rejects(failure('NoSuchEntityException'))
    expect((await collect())[list][key]).toMatchObject({ outcome: 'ok', value: null })
  })

  it('says why something could not be read', async () => {
    iam.on(ListAttachedRolePoliciesCommand).rejects(failure('AccessDenied'))
    iam.on(ListRolePoliciesCommand).resolves({ PolicyNames: ['a'] })
    iam.on(GetRolePolicyCommand).rejects(failure('AccessDenied'))
    const { roles, simulations } = await collect()
    expect(roles['jump']).toMatchObject({
      outcome: 'ok',
      value: {
        attachedPolicies: { outcome: 'denied', api: 'iam:ListAttachedRolePolicies' },
        inlinePolicies: { outcome: 'denied', api: 'iam:GetRolePolicy' },
      },
    })
    expect(simulations[ROLE]?.outcome).toBe('ok')
  })

  it('does not look a principal of another account up here', async () => {
    const snapshot = await collect({ profileArns: [], operatorArns: ['arn:aws:iam::210987654321:role/jump'] })
    expect(snapshot).toMatchObject({ roles: {}, simulations: {} })
  })
})
