import {
  AssociateIamInstanceProfileCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DisassociateIamInstanceProfileCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { CreateDBProxyCommand, RDSClient } from '@aws-sdk/client-rds'
import { SSMClient, UpdateServiceSettingCommand } from '@aws-sdk/client-ssm'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createClients } from '../../src/aws/clients.js'
import { identify } from '../../src/aws/identity.js'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { collectSnapshot } from '../../src/collect/index.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { selectHosts } from '../../src/inventory/select-hosts.js'
import { configSchema } from '../../src/model/config.js'
import type { Finding } from '../../src/model/finding.js'
import type { Snapshot } from '../../src/model/snapshot.js'
import { type ArticleIds, CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'

const CHANNELS = ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map(
  (a) => `ssmmessages:${a}`,
)
const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
const allow = (Action: string | string[], Resource: string | string[] = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})
const trust = (Service: string) => policy({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' })

describe.skipIf(!simAvailable)('IAM against the simulated AWS', () => {
  let sim: Sim
  let ids: ArticleIds
  let iam: IAMClient
  let ec2: EC2Client
  beforeAll(async () => {
    sim = await freshSim()
    const options = { endpoint: sim.url, region: REGION, credentials: CREDENTIALS }
    iam = new IAMClient(options)
    ec2 = new EC2Client(options)
  })
  beforeEach(async () => {
    await sim.clearFaults()
    await sim.reset()
    ids = await sim.article({ database: false, endpoint_services: [] })
  })

  async function look(
    operators: string[] = [],
  ): Promise<{ find: (id: string) => Finding; findings: Finding[]; snapshot: Snapshot }> {
    const clients = createClients({
      credentials: CREDENTIALS,
      endpoint: sim.url,
      defaultRegion: REGION,
      maxAttempts: 1,
    })
    const snapshot = await collectSnapshot({
      clients,
      identity: await identify(clients, REGION),
      regions: [REGION],
      selectHosts,
      operatorArns: operators,
      now: () => new Date(),
    }).finally(() => clients.destroy())
    const findings = runChecks(CHECKS, new Inventory(snapshot, configSchema.parse({ operators })))
    const find = (id: string) => {
      const finding = findings.find((f) => f.checkId === id)
      if (!finding) throw new Error(`no finding of ${id}`)
      return finding
    }
    return { find, findings, snapshot }
  }

  const statusOf = (finding: Finding) => ({ status: finding.status, reason: finding.reason })
  const detachCore = () => iam.send(new DetachRolePolicyCommand({ RoleName: ids.roleName, PolicyArn: CORE }))
  const putInline = (...statements: object[]) =>
    iam.send(
      new PutRolePolicyCommand({ RoleName: ids.roleName, PolicyName: 'inline', PolicyDocument: policy(...statements) }),
    )
  const sources = (finding: Finding) =>
    finding.evidence['permissions'] as { source: string; simulator: unknown; local: string }[]

  async function makeRole(name: string, service: string, document: string, path = '/') {
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: name, Path: path, AssumeRolePolicyDocument: trust(service) }),
    )
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument: document }))
    return Role?.Arn ?? ''
  }
  async function withoutProfile() {
    const { IamInstanceProfileAssociations } = await ec2.send(new DescribeIamInstanceProfileAssociationsCommand({}))
    for (const { AssociationId } of IamInstanceProfileAssociations ?? [])
      await ec2.send(new DisassociateIamInstanceProfileCommand({ AssociationId }))
  }
  async function defaultHostManagement() {
    await makeRole(
      'DefaultHost',
      'ssm.amazonaws.com',
      policy(allow([...CHANNELS, 'ssm:UpdateInstanceInformation'])),
      '/service-role/',
    )
    const ssm = new SSMClient({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS })
    await ssm.send(
      new UpdateServiceSettingCommand({
        SettingId: '/ssm/managed-instance/default-ec2-instance-management-role',
        SettingValue: 'service-role/DefaultHost',
      }),
    )
  }

  it('finds nothing amiss in the reference account', async () => {
    const { findings, snapshot } = await look()
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
    expect(statusOf((await look()).find('role-session-permissions'))).toEqual({
      status: 'pass',
      reason: 'session-permissions',
    })
  })

  it('fails for a boundary without ssmmessages', async () => {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'boundary', PolicyDocument: policy(allow(['ssm:*', 'kms:*', 's3:*'])) }),
    )
    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: ids.roleName, PermissionsBoundary: Policy?.Arn }))
    const { find } = await look()
    expect(statusOf(find('role-session-permissions'))).toEqual({
      status: 'fail',
      reason: 'denied-by-permissions-boundary',
    })
    await sim.faults([{ service: 'iam', operation: 'Simulate*', kind: 'denied' }])
    expect(statusOf((await look()).find('role-session-permissions'))).toEqual({
      status: 'fail',
      reason: 'denied-by-permissions-boundary',
    })
  })

  it("fails for an organization's policy when the simulator shows it", async () => {
    await sim.scp([
      { Version: '2012-10-17', Statement: [allow('*'), { Effect: 'Deny', Action: 'ssmmessages:*', Resource: '*' }] },
    ])
    const { find } = await look()
    expect(statusOf(find('role-session-permissions'))).toEqual({ status: 'fail', reason: 'denied-by-organizations' })
  })

  it('is sure of no permission when the simulator is denied, since the organization is unseen', async () => {
    await sim.faults([{ service: 'iam', operation: 'SimulatePrincipalPolicy', kind: 'denied' }])
    const finding = (await look()).find('role-session-permissions')
    expect(statusOf(finding)).toEqual({ status: 'unknown', reason: 'organization-unseen' })
    expect(sources(finding)).toHaveLength(5)
    for (const permission of sources(finding)) {
      expect(permission.source).toBe('local')
      expect(permission.simulator).toEqual({ api: 'iam:SimulatePrincipalPolicy', outcome: 'denied' })
    }
  })

  it.each(['GetRole', '*'])('does not know a role that cannot be read (%s)', async (operation) => {
    await sim.faults([{ service: 'iam', operation, kind: 'denied' }])
    const { findings } = await look()
    const roles = findings.filter((f) => f.checkId.startsWith('role-') && f.status !== 'skip')
    expect(roles.length).toBeGreaterThanOrEqual(5)
    expect(new Set(roles.map((f) => f.status))).toEqual(new Set(['unknown']))
  })

  it('reads a profile with an IAM path', async () => {
    await withoutProfile()
    const { InstanceProfile } = await iam.send(
      new CreateInstanceProfileCommand({ InstanceProfileName: 'deep', Path: '/team/db/' }),
    )
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'deep', RoleName: ids.roleName }))
    await ec2.send(
      new AssociateIamInstanceProfileCommand({
        InstanceId: ids.instanceId,
        IamInstanceProfile: { Arn: InstanceProfile?.Arn },
      }),
    )
    const { find } = await look()
    expect(find('role-attached').evidence['instanceProfileArn']).toContain('/team/db/deep')
    expect(statusOf(find('role-session-permissions'))).toEqual({ status: 'pass', reason: 'session-permissions' })
  })

  it('passes with Default Host Management and no profile', async () => {
    await withoutProfile()
    await defaultHostManagement()
    const { find } = await look()
    expect(statusOf(find('role-attached'))).toEqual({ status: 'pass', reason: 'default-host-management' })
    expect(statusOf(find('role-trust'))).toEqual({ status: 'pass', reason: 'service-trusted' })
    expect(statusOf(find('role-session-permissions'))).toEqual({ status: 'pass', reason: 'session-permissions' })
  })

  it('fails where a profile that may only register beats Default Host Management', async () => {
    await defaultHostManagement()
    await detachCore()
    await putInline(allow('ssm:UpdateInstanceInformation'))
    expect(statusOf((await look()).find('role-session-permissions'))).toEqual({
      status: 'fail',
      reason: 'profile-beats-default-host-management',
    })
    await iam.send(new DeleteRolePolicyCommand({ RoleName: ids.roleName, PolicyName: 'inline' }))
    expect(statusOf((await look()).find('role-session-permissions'))).toEqual({
      status: 'pass',
      reason: 'session-permissions',
    })
  })

  it('fails without any role', async () => {
    await withoutProfile()
    const { find } = await look()
    expect(statusOf(find('role-attached'))).toEqual({ status: 'fail', reason: 'no-instance-profile' })
    expect(statusOf(find('role-session-permissions'))).toEqual({ status: 'skip', reason: 'no-role' })
  })

  it('lets a disabled key block shells alone', async () => {
    await new KMSClient({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS }).send(
      new DisableKeyCommand({ KeyId: ids.kmsKeyId }),
    )
    const { find, findings } = await look()
    expect(statusOf(find('session-kms-key'))).toEqual({ status: 'fail', reason: 'key-disabled' })
    expect(find('session-kms-key').blocks).toEqual(['shell'])
    const others = findings.filter(
      (f) => /^(role|session)-/.test(f.checkId) && f.status === 'fail' && f.blocks.includes('tunnel'),
    )
    expect(others).toEqual([])
  })

  it('judges operators by what they may do where', async () => {
    const tunnels = await makeRole(
      'dba',
      'ec2.amazonaws.com',
      policy(
        allow('ssm:StartSession', [
          `arn:aws:ec2:${REGION}:${ids.account}:instance/${ids.instanceId}`,
          `arn:aws:ssm:${REGION}::document/AWS-StartPortForwardingSessionToRemoteHost`,
        ]),
        allow(
          ['ssmmessages:OpenDataChannel', 'ssm:ResumeSession', 'ssm:TerminateSession'],
          `arn:aws:ssm:*:*:session/\${aws:userid}-*`,
        ),
      ),
      '/people/',
    )
    const mfa = await makeRole(
      'mfa',
      'ec2.amazonaws.com',
      policy(allow('*', '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })),
    )
    const nobody = await makeRole('nobody', 'ec2.amazonaws.com', policy(allow('s3:ListAllMyBuckets')))
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'nobody', PolicyArn: CORE }))
    const { findings } = await look([tunnels, mfa, nobody])
    const of = (arn: string) =>
      Object.fromEntries(
        findings.flatMap((f) => (f.subject.id === arn && f.status !== 'skip' ? [[f.checkId, f.status]] : [])),
      )
    expect(of(tunnels)).toEqual({
      'caller-start-session': 'pass',
      'caller-session-document': 'warn',
      'caller-data-channel': 'pass',
      'caller-kms-data-key': 'fail',
      'caller-end-session': 'pass',
    })
    expect(new Set(Object.values(of(mfa)))).toEqual(new Set(['warn']))
    expect(of(nobody)).toMatchObject({
      'caller-start-session': 'fail',
      'caller-session-document': 'fail',
      'caller-data-channel': 'pass',
    })
    const can = findings.find((f) => f.subject.id === tunnels && f.checkId === 'caller-start-session')?.evidence['can']
    expect(can).toEqual({ tunnel: [ids.instanceId], shell: [], ssh: [] })
  })

  it('asks the simulator whether an operator may log in where a proxy takes tokens only', async () => {
    const rds = new RDSClient({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS })
    const { DBProxy } = await rds.send(
      new CreateDBProxyCommand({
        DBProxyName: 'orders-proxy',
        EngineFamily: 'POSTGRESQL',
        Auth: [
          { AuthScheme: 'SECRETS', SecretArn: 'arn:aws:secretsmanager:eu-west-1:1:secret:x', IAMAuth: 'REQUIRED' },
        ],
        RoleArn: 'arn:aws:iam::123456789012:role/proxy',
        VpcSubnetIds: ids.subnetIds,
      }),
    )
    const proxyId = DBProxy?.DBProxyArn?.split(':').pop()
    const user = `arn:aws:rds-db:${REGION}:123456789012:dbuser:${proxyId}/app`
    const dba = await makeRole('dba', 'ec2.amazonaws.com', policy(allow('rds-db:connect', user)))
    const other = await makeRole('other', 'ec2.amazonaws.com', policy(allow('ssm:*')))
    const said = async () =>
      (await look([dba, other])).findings
        .filter((f) => f.checkId === 'caller-database-token')
        .map((f) => `${f.subject.id.split('/').pop()} ${f.status} ${f.reason}`)
        .sort()
    expect(await said()).toEqual(['dba pass token-login-allowed', 'other fail permissions-missing'])
    await sim.scp([
      { Version: '2012-10-17', Statement: [allow('*'), { Effect: 'Deny', Action: 'rds-db:*', Resource: '*' }] },
    ])
    expect(await said()).toEqual(['dba fail denied-by-organizations', 'other fail denied-by-organizations'])
  })
})
