import { AttachRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateDBProxyCommand, RDSClient } from '@aws-sdk/client-rds'
import { describe, expect, it } from 'vitest'
import { allow, CORE, look, makeRole, policy, useIamAccount } from './support/iam-account.js'
import { CREDENTIALS, REGION, simAvailable } from './support/sim.js'

describe.skipIf(!simAvailable)('operators against the simulated AWS', () => {
  const world = useIamAccount()

  it('judges operators by what they may do where', async () => {
    const tunnels = await makeRole(
      world,
      'dba',
      'ec2.amazonaws.com',
      policy(
        allow('ssm:StartSession', [
          `arn:aws:ec2:${REGION}:${world.ids.account}:instance/${world.ids.instanceId}`,
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
      world,
      'mfa',
      'ec2.amazonaws.com',
      policy(allow('*', '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })),
    )
    const nobody = await makeRole(world, 'nobody', 'ec2.amazonaws.com', policy(allow('s3:ListAllMyBuckets')))
    await world.iam.send(new AttachRolePolicyCommand({ RoleName: 'nobody', PolicyArn: CORE }))
    const { findings } = await look(world, [tunnels, mfa, nobody])
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
    expect(can).toEqual({ tunnel: [world.ids.instanceId], shell: [], ssh: [] })
  })

  it('asks the simulator whether an operator may log in where a proxy takes tokens only', async () => {
    const rds = new RDSClient({ endpoint: world.sim.url, region: REGION, credentials: CREDENTIALS })
    const { DBProxy } = await rds.send(
      new CreateDBProxyCommand({
        DBProxyName: 'orders-proxy',
        EngineFamily: 'POSTGRESQL',
        Auth: [
          { AuthScheme: 'SECRETS', SecretArn: 'arn:aws:secretsmanager:eu-west-1:1:secret:x', IAMAuth: 'REQUIRED' },
        ],
        RoleArn: 'arn:aws:iam::123456789012:role/proxy',
        VpcSubnetIds: world.ids.subnetIds,
      }),
    )
    const proxyId = DBProxy?.DBProxyArn?.split(':').pop()
    const user = `arn:aws:rds-db:${REGION}:123456789012:dbuser:${proxyId}/app`
    const dba = await makeRole(world, 'dba', 'ec2.amazonaws.com', policy(allow('rds-db:connect', user)))
    const other = await makeRole(world, 'other', 'ec2.amazonaws.com', policy(allow('ssm:*')))
    const said = async () =>
      (await look(world, [dba, other])).findings
        .filter((f) => f.checkId === 'caller-database-token')
        .map((f) => `${f.subject.id.split('/').pop()} ${f.status} ${f.reason}`)
        .sort()
    expect(await said()).toEqual(['dba pass token-login-allowed', 'other fail permissions-missing'])
    await world.sim.scp([
      { Version: '2012-10-17', Statement: [allow('*'), { Effect: 'Deny', Action: 'rds-db:*', Resource: '*' }] },
    ])
    expect(await said()).toEqual(['dba fail denied-by-organizations', 'other fail denied-by-organizations'])
  })
})
