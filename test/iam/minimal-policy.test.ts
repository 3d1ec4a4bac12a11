import { describe, expect, it } from 'vitest'
import { minimalPolicy } from '../../src/app/minimal-policy.js'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { Unreadable } from '../../src/inventory/read.js'
import { configSchema } from '../../src/model/config.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches, type Patch } from '../support/patch.js'
import { simulated } from '../support/simulations.js'

const REGION = 'regions.eu-west-1'
const INPUTS = `${REGION}.sessionPreferences.inputs`
const OPERATOR = 'arn:aws:iam::123456789012:role/dba'
const ok = (api: string, value: unknown) => ({ outcome: 'ok', api, value })

const auditOf = (patches: Patch[], operators: string[] = []) =>
  new Inventory(simulated(applyPatches(articleSnapshot(), patches)), configSchema.parse({ operators }))

const WITH_LOGS = (): Patch[] => [
  BUCKET_KEY,
  { at: `${INPUTS}.s3BucketName`, set: 'logs' },
  { at: `${INPUTS}.s3KeyPrefix`, set: 'ssm/' },
  { at: `${INPUTS}.cloudWatchLogGroupName`, set: '/ssm' },
  { at: `${REGION}.logGroup`, set: ok('logs:DescribeLogGroups', { logGroupName: '/ssm' }) },
  {
    at: `${REGION}.logBucket`,
    set: ok('s3:ListBucket', {
      bucketName: 'logs',
      encryption: ok('s3:GetEncryptionConfiguration', {
        sseAlgorithm: 'aws:kms',
        kmsMasterKeyId: 'alias/logs',
      }),
      policy: ok('s3:GetBucketPolicy', null),
    }),
  },
]
const BUCKET_KEY: Patch = {
  at: `${REGION}.logBucketKey`,
  set: ok('kms:DescribeKey', {
    keyId: '22222222-2222-3333-4444-555555555555',
    arn: 'arn:aws:kms:eu-west-1:123456789012:key/22222222-2222-3333-4444-555555555555',
    keyState: 'Enabled',
    keySpec: 'SYMMETRIC_DEFAULT',
    keyUsage: 'ENCRYPT_DECRYPT',
    keyManager: 'CUSTOMER',
    multiRegion: false,
    policy: ok(
      'kms:GetKeyPolicy',
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*', Resource: '*' },
        ],
      }),
    ),
    grants: ok('kms:ListGrants', []),
  }),
}
const OLD_AGENT: Patch = { at: `${REGION}.managedNodes.i-0a1.agentVersion`, set: '3.2.2303.0' }

function tokenProxy(dbProxyName: string, iamAuth: string) {
  return {
    dbProxyName,
    arn: `arn:aws:rds:eu-west-1:123456789012:db-proxy:prx-0${dbProxyName}`,
    engineFamily: 'POSTGRESQL',
    status: 'available',
    vpcSubnetIds: [],
    vpcSecurityGroupIds: [],
    requireTls: true,
    auth: [{ iamAuth }],
    targets: ok('rds:DescribeDBProxyTargets', []),
  }
}

/** The account with this policy and no other on the host's role. */
const onRole = (patches: Patch[], document: unknown): Patch[] => [
  ...patches,
  { at: 'iam.roles.jump-host.attachedPolicies', set: [] },
  { at: 'iam.roles.jump-host.inlinePolicies', set: [{ policyName: 'minimal', document: JSON.stringify(document) }] },
]

describe('the minimal policy of an instance', () => {
  it.each<[string, Patch[]]>([
    ['the reference account', []],
    ['session logs', WITH_LOGS()],
    ['an old agent', [OLD_AGENT]],
    ['no preferences', [{ at: `${REGION}.sessionPreferences`, set: null }]],
    ['a key by its alias', [{ at: `${INPUTS}.kmsKeyId`, set: 'alias/session' }]],
    [
      'China',
      [
        { at: 'partition', set: 'aws-cn' },
        { at: `${INPUTS}.kmsKeyId`, set: '' },
      ],
    ],
  ])('satisfies every check of roles: %s', (_, patches) => {
    const { document } = minimalPolicy(auditOf(patches), 'instance')
    const findings = runChecks(CHECKS, auditOf(onRole(patches, document))).filter(
      (finding) => finding.checkId.startsWith('role-') && finding.checkId !== 'role-trust',
    )
    expect(findings.length).toBeGreaterThanOrEqual(7)
    expect(
      findings.filter((f) => f.status !== 'pass' && f.status !== 'skip').map((f) => `${f.checkId} ${f.reason}`),
    ).toEqual([])
  })

  it('names nothing that the account does not use', () => {
    const sids = (patches: Patch[]) => minimalPolicy(auditOf(patches), 'instance').document.Statement.map((s) => s.Sid)
    expect(sids([{ at: `${INPUTS}.kmsKeyId`, set: '' }])).toEqual(['SessionChannels', 'LogBucketEncryption'])
    expect(sids([...WITH_LOGS(), OLD_AGENT])).toEqual([
      'SessionChannels',
      'CommandsOfOldAgents',
      'SessionKey',
      'LogBucketEncryption',
      'SessionLogsInBucket',
      'LogBucketKey',
      'SessionLogsInGroup',
      'FindLogGroup',
    ])
  })

  it('lets the agent find the log group as AWS authorizes it: on all groups', () => {
    const { Statement } = minimalPolicy(auditOf(WITH_LOGS()), 'instance').document
    expect(Statement.find((statement) => statement.Sid === 'FindLogGroup')?.Resource).toEqual([
      'arn:aws:logs:eu-west-1:123456789012:log-group:*',
    ])
    expect(Statement.find((statement) => statement.Sid === 'LogBucketKey')?.Resource).toEqual([
      'arn:aws:kms:eu-west-1:123456789012:key/22222222-2222-3333-4444-555555555555',
    ])
  })

  it('is not made of what could not be read', () => {
    expect(() =>
      minimalPolicy(auditOf([{ at: `${REGION}.sessionPreferences`, failed: 'denied' }]), 'instance'),
    ).toThrow(Unreadable)
  })
})

describe('the minimal policy of an operator', () => {
  const operator = (document: unknown): Patch => ({
    at: 'iam.roles.dba',
    set: ok('iam:GetRole', {
      roleName: 'dba',
      roleId: 'AROADBA',
      arn: OPERATOR,
      path: '/',
      assumeRolePolicyDocument: '{}',
      attachedPolicies: ok('iam:ListAttachedRolePolicies', []),
      inlinePolicies: ok('iam:ListRolePolicies', [{ policyName: 'minimal', document: JSON.stringify(document) }]),
    }),
  })

  it('opens tunnels and nothing else', () => {
    const { document } = minimalPolicy(auditOf([]), 'operator')
    const findings = runChecks(CHECKS, auditOf([operator(document)], [OPERATOR])).filter((f) =>
      f.checkId.startsWith('caller-'),
    )
    expect(Object.fromEntries(findings.map((f) => [f.checkId, f.status]))).toEqual({
      'caller-data-channel': 'pass',
      'caller-database-token': 'skip',
      'caller-end-session': 'pass',
      'caller-kms-data-key': 'fail',
      'caller-session-document': 'warn',
      'caller-start-session': 'pass',
    })
    expect(findings.find((f) => f.checkId === 'caller-start-session')?.evidence['can']).toEqual({
      tunnel: ['i-0a1'],
      shell: [],
      ssh: [],
    })
    expect(findings.find((f) => f.checkId === 'caller-session-document')?.blocks).toEqual(['shell', 'ssh'])
  })

  it('logs in by token where a proxy takes nothing else', () => {
    const proxies: Patch = {
      at: `${REGION}.dbProxies`,
      set: ok('rds:DescribeDBProxies', [
        tokenProxy('orders-proxy', 'REQUIRED'),
        tokenProxy('billing-proxy', 'DISABLED'),
      ]),
    }
    const { document } = minimalPolicy(auditOf([proxies]), 'operator')
    expect(document.Statement.find(({ Sid }) => Sid === 'LogInByToken')).toEqual({
      Sid: 'LogInByToken',
      Effect: 'Allow',
      Action: ['rds-db:connect'],
      Resource: ['arn:aws:rds-db:eu-west-1:123456789012:dbuser:prx-0orders-proxy/*'],
    })
    const findings = runChecks(CHECKS, auditOf([proxies, operator(document)], [OPERATOR]))
    expect(findings.find((f) => f.checkId === 'caller-database-token')).toMatchObject({ status: 'pass' })
    expect(() => minimalPolicy(auditOf([{ at: `${REGION}.dbProxies`, failed: 'denied' }]), 'operator')).toThrow(
      Unreadable,
    )
  })

  it('has Redshift make logins for the databases that there are, and no others', () => {
    const store = (name: string, more: object) => ({
      ...{ name, status: 'available', subnetIds: [], vpcSecurityGroups: [], interfaceDescriptions: [] },
      ...more,
    })
    const workgroup =
      'arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/11111111-2222-3333-4444-555555555555'
    const warehouses = (list: object): Patch => ({ at: `${REGION}.warehouses`, set: list })
    const lists = warehouses(
      ok('redshift:DescribeClusters', [
        store('facts', { engine: 'redshift', databaseName: 'shop' }),
        store('old', { engine: 'redshift' }),
        store('adhoc', { engine: 'redshift-serverless', arn: workgroup }),
      ]),
    )
    const logins = (patch: Patch) =>
      minimalPolicy(auditOf([patch]), 'operator').document.Statement.filter(({ Sid }) => /Redshift/.test(Sid))
    expect(logins(lists)).toEqual([
      {
        ...{ Sid: 'LogInToRedshift', Effect: 'Allow', Action: ['redshift:GetClusterCredentialsWithIAM'] },
        Resource: [
          'arn:aws:redshift:eu-west-1:123456789012:dbname:facts/shop',
          'arn:aws:redshift:eu-west-1:123456789012:dbname:old/*',
        ],
      },
      {
        ...{ Sid: 'LogInToRedshiftServerless', Effect: 'Allow', Action: ['redshift-serverless:GetCredentials'] },
        Resource: [workgroup],
      },
    ])
    const none = warehouses(ok('redshift:DescribeClusters', []))
    expect([logins(none), minimalPolicy(auditOf([none]), 'operator').notes]).toEqual([[], []])
    // Tunnels need none of it: the policy is made all the same, and says what it leaves out.
    const unseen: Patch = { at: `${REGION}.warehouses`, failed: 'denied' }
    expect(logins(unseen)).toEqual([])
    expect(minimalPolicy(auditOf([unseen]), 'operator').notes).toEqual([
      expect.stringMatching(/^Logins that Redshift makes are left out in eu-west-1: redshift:DescribeClusters /),
    ])
  })

  it('says when it is too large for IAM', () => {
    const hosts = Array.from({ length: 100 }, (_, i) => ({
      instanceId: `i-${i.toString(16).padStart(17, '0')}`,
      name: 'bastion',
      tags: {},
      availabilityZone: 'eu-west-1a',
      state: 'running',
      networkInterfaces: [],
    }))
    const audit = auditOf([{ at: `${REGION}.instances`, set: hosts }])
    expect(minimalPolicy(audit, 'operator').notes).toHaveLength(1)
    expect(minimalPolicy(auditOf([]), 'operator').notes).toEqual([])
  })
})
