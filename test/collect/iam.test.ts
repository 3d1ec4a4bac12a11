import {
  GetGroupPolicyCommand,
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  IAMClient,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  type Role,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { createClients } from '../../src/aws/clients.js'
import { collectIam, type IamRequest } from '../../src/collect/iam.js'
import type { SessionTargets } from '../../src/collect/iam-questions.js'
import { createRunners } from '../../src/collect/runner.js'
import { iamSnapshotSchema } from '../../src/model/snapshot-iam.js'

const ACCOUNT = '123456789012'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/team/jump`
const PROFILE = `arn:aws:iam::${ACCOUNT}:instance-profile/team/db/jump-profile`
const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary`
const TRUST = '{"Version":"2012-10-17","Statement":[]}'
const TARGET: SessionTargets = { region: 'eu-west-1', hostIds: ['i-0a1', 'i-0b2'] }

const iam = mockClient(IAMClient)
const failure = (name: string) => Object.assign(new Error('m'), { name })
const sdkRole = (more: Partial<Role> = {}): Role => ({
  RoleName: 'jump',
  RoleId: 'AROAJUMP',
  Arn: ROLE,
  Path: '/team/',
  CreateDate: new Date(0),
  AssumeRolePolicyDocument: encodeURIComponent(TRUST),
  ...more,
})

beforeEach(() => {
  iam.reset()
  iam.on(GetInstanceProfileCommand).resolves({
    InstanceProfile: {
      Arn: PROFILE,
      InstanceProfileName: 'jump-profile',
      InstanceProfileId: 'AIPA',
      Path: '/team/db/',
      CreateDate: new Date(0),
      Roles: [sdkRole()],
    },
  })
  iam.on(GetRoleCommand).resolves({ Role: sdkRole() })
  iam.on(ListAttachedRolePoliciesCommand).resolves({ AttachedPolicies: [{ PolicyArn: CORE, PolicyName: 'Core' }] })
  iam.on(ListRolePoliciesCommand).resolves({ PolicyNames: [] })
  iam.on(GetPolicyCommand).resolves({ Policy: { DefaultVersionId: 'v2' } })
  iam.on(GetPolicyVersionCommand).resolves({ PolicyVersion: { Document: encodeURIComponent('{"a":"%"}') } })
  iam.on(SimulatePrincipalPolicyCommand).callsFake(({ ActionNames = [], ResourceArns = [] }) => ({
    EvaluationResults: ActionNames.map((EvalActionName: string) => ({
      EvalActionName,
      EvalDecision: 'allowed',
      ...(ResourceArns[0] !== '*' && {
        ResourceSpecificResults: ResourceArns.map((EvalResourceName: string) => ({
          EvalResourceName,
          EvalResourceDecision: 'allowed',
        })),
      }),
    })),
  }))
})

const collect = async (request: Partial<IamRequest> = {}) => {
  const snapshot = await collectIam({
    clients: createClients({
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      defaultRegion: 'eu-west-1',
      env: {},
    }),
    runner: createRunners().forRegion('global'),
    accountId: ACCOUNT,
    partition: 'aws',
    profileArns: [PROFILE],
    roleNames: [],
    operatorArns: [],
    targets: [TARGET],
    ...request,
  })
  return iamSnapshotSchema.parse(snapshot)
}
const asked = () => iam.commandCalls(SimulatePrincipalPolicyCommand).map((call) => call.args[0].input)

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

describe('the simulator', () => {
  it('is asked once for what the agent does anywhere, and once per kind of target', async () => {
    const sessionKeyArn = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`
    const bucketKeyArn = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/b`
    const { simulations } = await collect({
      targets: [
        { ...TARGET, sessionKeyArn, bucketKeyArn, s3BucketName: 'logs', s3KeyPrefix: 'ssm', logGroupName: '/ssm' },
      ],
    })
    expect(asked().map(({ ActionNames = [], ResourceArns }) => [ActionNames.length, ResourceArns])).toEqual([
      [11, ['*']],
      [1, [sessionKeyArn]],
      [1, ['arn:aws:s3:::logs']],
      [1, ['arn:aws:s3:::logs/ssm/session.log']],
      [1, [bucketKeyArn]],
      [3, [`arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/ssm:log-stream:session`]],
      [1, [`arn:aws:logs:eu-west-1:${ACCOUNT}:log-group::log-stream:`]],
    ])
    expect(simulations[ROLE]).toMatchObject({ outcome: 'ok' })
    expect(simulations[ROLE]?.outcome === 'ok' && simulations[ROLE].value).toHaveLength(19)
  })

  it('is asked by each resource for people, in calls of a hundred', async () => {
    const hostIds = Array.from({ length: 250 }, (_, i) => `i-${i}`)
    await collect({ profileArns: [], operatorArns: [ROLE], targets: [{ region: 'eu-west-1', hostIds }] })
    const starts = asked().filter((input) => input.ActionNames?.includes('ssm:StartSession'))
    expect(starts.map((input) => input.ResourceArns?.length)).toEqual([100, 100, 54])
    expect(starts[0]?.ResourceArns).toContain(
      'arn:aws:ssm:eu-west-1::document/AWS-StartPortForwardingSessionToRemoteHost',
    )
  })

  it('is asked about the very instances by a role that may not register just anything', async () => {
    const refusing = (decision: 'allowed' | 'implicitDeny') =>
      iam.on(SimulatePrincipalPolicyCommand, { ResourceArns: ['*'] }).resolves({
        EvaluationResults: [{ EvalActionName: 'ssm:UpdateInstanceInformation', EvalDecision: decision }],
      })
    const instances = () =>
      asked().flatMap(({ ResourceArns = [] }) => ResourceArns.filter((arn) => arn.includes(':ec2:')))
    const targets = [{ region: 'eu-west-1', hostIds: ['i-1'] }]
    refusing('allowed')
    await collect({ targets })
    expect(instances()).toEqual([])
    refusing('implicitDeny')
    const { simulations } = await collect({ targets })
    expect(instances()).toEqual([`arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`])
    expect(simulations[ROLE]?.outcome === 'ok' && simulations[ROLE].value).toContainEqual(
      expect.objectContaining({
        action: 'ssm:UpdateInstanceInformation',
        resource: `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`,
      }),
    )
  })

  it('reads decisions on each resource, and what took part in them', async () => {
    iam.on(SimulatePrincipalPolicyCommand).callsFake(({ ActionNames = [], ResourceArns = [] }) => ({
      EvaluationResults: ActionNames.map((EvalActionName: string) => ({
        EvalActionName,
        EvalDecision: 'explicitDeny',
        OrganizationsDecisionDetail: { AllowedByOrganizations: false },
        PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true },
        ResourceSpecificResults: ResourceArns.map((EvalResourceName: string, i: number) => ({
          EvalResourceName,
          EvalResourceDecision: i === 0 ? 'explicitDeny' : 'allowed',
          MissingContextValues: i === 0 ? ['aws:SourceIp'] : [],
          MatchedStatements: [{ SourcePolicyId: 'p', SourcePolicyType: 'IAM Policy' }],
        })),
      })),
    }))
    const keys = ['a', 'b'].map((key) => ({ ...TARGET, sessionKeyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${key}` }))
    const { simulations } = await collect({ targets: keys })
    const decrypt =
      simulations[ROLE]?.outcome === 'ok' ? simulations[ROLE].value.filter((s) => s.action === 'kms:Decrypt') : []
    expect(decrypt).toEqual([
      {
        action: 'kms:Decrypt',
        resource: keys[0]?.sessionKeyArn,
        decision: 'explicitDeny',
        missingContextValues: ['aws:SourceIp'],
        allowedByOrganizations: false,
        allowedByPermissionsBoundary: true,
        matchedStatements: [{ sourcePolicyId: 'p', sourcePolicyType: 'IAM Policy' }],
      },
      expect.objectContaining({ resource: keys[1]?.sessionKeyArn, decision: 'allowed', missingContextValues: [] }),
    ])
  })

  it('is read page by page', async () => {
    const page = (action: string) => ({
      EvaluationResults: [{ EvalActionName: action, EvalDecision: 'allowed' as const }],
    })
    iam
      .on(SimulatePrincipalPolicyCommand, { ResourceArns: ['*'] })
      .resolvesOnce({ ...page('a:A'), IsTruncated: true, Marker: 'm' })
      .resolves(page('b:B'))
    const { simulations } = await collect()
    expect(simulations[ROLE]?.outcome === 'ok' && simulations[ROLE].value.map((s) => s.action)).toEqual(
      expect.arrayContaining(['a:A', 'b:B']),
    )
  })

  it.each([
    ['AccessDenied', 'denied'],
    ['Throttling', 'throttled'],
  ])('%s: what it said elsewhere does not count', async (name, outcome) => {
    iam.on(SimulatePrincipalPolicyCommand, { ActionNames: ['s3:GetEncryptionConfiguration'] }).rejects(failure(name))
    expect((await collect()).simulations[ROLE]).toMatchObject({ outcome, api: 'iam:SimulatePrincipalPolicy' })
  })

  it('does not take the most restrictive decision for that of each resource', async () => {
    iam.on(SimulatePrincipalPolicyCommand).callsFake(({ ActionNames = [] }) => ({
      EvaluationResults: ActionNames.map((EvalActionName: string) => ({
        EvalActionName,
        EvalDecision: 'explicitDeny',
      })),
    }))
    const keys = ['a', 'b'].map((key) => ({ ...TARGET, sessionKeyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${key}` }))
    expect((await collect({ targets: keys })).simulations[ROLE]).toMatchObject({ outcome: 'error' })
  })

  it('does not ask for a role that is not there', async () => {
    iam.on(GetRoleCommand).rejects(failure('NoSuchEntityException'))
    await collect({ operatorArns: [ROLE] })
    expect(asked()).toEqual([])
  })

  it('asks for an operator whose role cannot be read', async () => {
    iam.on(GetRoleCommand).rejects(failure('AccessDenied'))
    const { roles, simulations } = await collect({ profileArns: [], operatorArns: [ROLE] })
    expect(roles['jump']?.outcome).toBe('denied')
    expect(simulations[ROLE]?.outcome).toBe('ok')
  })
})
