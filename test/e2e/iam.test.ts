import {
  AssociateIamInstanceProfileCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DisassociateIamInstanceProfileCommand,
} from '@aws-sdk/client-ec2'
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { SSMClient, UpdateServiceSettingCommand } from '@aws-sdk/client-ssm'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/model/finding.js'
import { allow, CORE, look, makeRole, policy, useIamAccount } from './support/iam-account.js'
import { CREDENTIALS, REGION, simAvailable } from './support/sim.js'

const CHANNELS = ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map(
  (a) => `ssmmessages:${a}`,
)

describe.skipIf(!simAvailable)('roles of hosts against the simulated AWS', () => {
  const world = useIamAccount()

  const statusOf = (finding: Finding) => ({ status: finding.status, reason: finding.reason })
  const detachCore = () =>
    world.iam.send(new DetachRolePolicyCommand({ RoleName: world.ids.roleName, PolicyArn: CORE }))
  const putInline = (...statements: object[]) =>
    world.iam.send(
      new PutRolePolicyCommand({
        RoleName: world.ids.roleName,
        PolicyName: 'inline',
        PolicyDocument: policy(...statements),
      }),
    )
  const sources = (finding: Finding) =>
    finding.evidence['permissions'] as { source: string; simulator: unknown; local: string }[]

  async function withoutProfile() {
    const { IamInstanceProfileAssociations } = await world.ec2.send(
      new DescribeIamInstanceProfileAssociationsCommand({}),
    )
    for (const { AssociationId } of IamInstanceProfileAssociations ?? [])
      await world.ec2.send(new DisassociateIamInstanceProfileCommand({ AssociationId }))
  }
  async function defaultHostManagement() {
    await makeRole(
      world,
      'DefaultHost',
      'ssm.amazonaws.com',
      policy(allow([...CHANNELS, 'ssm:UpdateInstanceInformation'])),
      '/service-role/',
    )
    const ssm = new SSMClient({ endpoint: world.sim.url, region: REGION, credentials: CREDENTIALS })
    await ssm.send(
      new UpdateServiceSettingCommand({
        SettingId: '/ssm/managed-instance/default-ec2-instance-management-role',
        SettingValue: 'service-role/DefaultHost',
      }),
    )
  }

  it('finds nothing amiss in the reference account', async () => {
    const { findings, snapshot } = await look(world)
    const mine = findings.filter((f) => /^(role|session)-/.test(f.checkId))
    expect(
      mine.filter((f) => f.status !== 'pass' && f.status !== 'skip').map((f) => `${f.checkId} ${f.reason}`),
    ).toEqual([])
    expect(mine.some((f) => f.checkId === 'role-kms-decrypt' && f.status === 'pass')).toBe(true)
    expect(
      sources(mine.find((f) => f.checkId === 'role-session-permissions') as Finding).map((p) => [p.source, p.local]),
    ).toEqual(Array.from({ length: 5 }, () => ['simulator', 'allowed']))
    expect(snapshot.apiCalls['iam:SimulatePrincipalPolicy']).toBeLessThanOrEqual(3)
  })

  it('takes an inline policy as well as the managed one', async () => {
    await detachCore()
    await putInline(allow([...CHANNELS, 'ssm:UpdateInstanceInformation']))
    expect(statusOf((await look(world)).find('role-session-permissions'))).toEqual({
      status: 'pass',
      reason: 'session-permissions',
    })
  })

  it('fails for a boundary without ssmmessages', async () => {
    const { Policy } = await world.iam.send(
      new CreatePolicyCommand({ PolicyName: 'boundary', PolicyDocument: policy(allow(['ssm:*', 'kms:*', 's3:*'])) }),
    )
    await world.iam.send(
      new PutRolePermissionsBoundaryCommand({ RoleName: world.ids.roleName, PermissionsBoundary: Policy?.Arn }),
    )
    const { find } = await look(world)
    expect(statusOf(find('role-session-permissions'))).toEqual({
      status: 'fail',
      reason: 'denied-by-permissions-boundary',
    })
    await world.sim.faults([{ service: 'iam', operation: 'Simulate*', kind: 'denied' }])
    expect(statusOf((await look(world)).find('role-session-permissions'))).toEqual({
      status: 'fail',
      reason: 'denied-by-permissions-boundary',
    })
  })

  it("fails for an organization's policy when the simulator shows it", async () => {
    await world.sim.scp([
      { Version: '2012-10-17', Statement: [allow('*'), { Effect: 'Deny', Action: 'ssmmessages:*', Resource: '*' }] },
    ])
    const { find } = await look(world)
    expect(statusOf(find('role-session-permissions'))).toEqual({ status: 'fail', reason: 'denied-by-organizations' })
  })

  it('is sure of no permission when the simulator is denied, since the organization is unseen', async () => {
    await world.sim.faults([{ service: 'iam', operation: 'SimulatePrincipalPolicy', kind: 'denied' }])
    const finding = (await look(world)).find('role-session-permissions')
    expect(statusOf(finding)).toEqual({ status: 'unknown', reason: 'organization-unseen' })
    expect(sources(finding)).toHaveLength(5)
    for (const permission of sources(finding)) {
      expect(permission.source).toBe('local')
      expect(permission.simulator).toEqual({ api: 'iam:SimulatePrincipalPolicy', outcome: 'denied' })
    }
  })

  it.each(['GetRole', '*'])('does not know a role that cannot be read (%s)', async (operation) => {
    await world.sim.faults([{ service: 'iam', operation, kind: 'denied' }])
    const { findings } = await look(world)
    const roles = findings.filter((f) => f.checkId.startsWith('role-') && f.status !== 'skip')
    expect(roles.length).toBeGreaterThanOrEqual(5)
    expect(new Set(roles.map((f) => f.status))).toEqual(new Set(['unknown']))
  })

  it('reads a profile with an IAM path', async () => {
    await withoutProfile()
    const { InstanceProfile } = await world.iam.send(
      new CreateInstanceProfileCommand({ InstanceProfileName: 'deep', Path: '/team/db/' }),
    )
    await world.iam.send(
      new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'deep', RoleName: world.ids.roleName }),
    )
    await world.ec2.send(
      new AssociateIamInstanceProfileCommand({
        InstanceId: world.ids.instanceId,
        IamInstanceProfile: { Arn: InstanceProfile?.Arn },
      }),
    )
    const { find } = await look(world)
    expect(find('role-attached').evidence['instanceProfileArn']).toContain('/team/db/deep')
    expect(statusOf(find('role-session-permissions'))).toEqual({ status: 'pass', reason: 'session-permissions' })
  })

  it('passes with Default Host Management and no profile', async () => {
    await withoutProfile()
    await defaultHostManagement()
    const { find } = await look(world)
    expect(statusOf(find('role-attached'))).toEqual({ status: 'pass', reason: 'default-host-management' })
    expect(statusOf(find('role-trust'))).toEqual({ status: 'pass', reason: 'service-trusted' })
    expect(statusOf(find('role-session-permissions'))).toEqual({ status: 'pass', reason: 'session-permissions' })
  })

  it('fails where a profile that may only register beats Default Host Management', async () => {
    await defaultHostManagement()
    await detachCore()
    await putInline(allow('ssm:UpdateInstanceInformation'))
    expect(statusOf((await look(world)).find('role-session-permissions'))).toEqual({
      status: 'fail',
      reason: 'profile-beats-default-host-management',
    })
    await world.iam.send(new DeleteRolePolicyCommand({ RoleName: world.ids.roleName, PolicyName: 'inline' }))
    expect(statusOf((await look(world)).find('role-session-permissions'))).toEqual({
      status: 'pass',
      reason: 'session-permissions',
    })
  })

  it('fails without any role', async () => {
    await withoutProfile()
    const { find } = await look(world)
    expect(statusOf(find('role-attached'))).toEqual({ status: 'fail', reason: 'no-instance-profile' })
    expect(statusOf(find('role-session-permissions'))).toEqual({ status: 'skip', reason: 'no-role' })
  })

  it('lets a disabled key block shells alone', async () => {
    await new KMSClient({ endpoint: world.sim.url, region: REGION, credentials: CREDENTIALS }).send(
      new DisableKeyCommand({ KeyId: world.ids.kmsKeyId }),
    )
    const { find, findings } = await look(world)
    expect(statusOf(find('session-kms-key'))).toEqual({ status: 'fail', reason: 'key-disabled' })
    expect(find('session-kms-key').blocks).toEqual(['shell'])
    const others = findings.filter(
      (f) => /^(role|session)-/.test(f.checkId) && f.status === 'fail' && f.blocks.includes('tunnel'),
    )
    expect(others).toEqual([])
  })
})
