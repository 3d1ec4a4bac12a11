import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { configSchema } from '../../src/model/config.js'
import type { Finding } from '../../src/model/finding.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches, type Patch } from '../support/patch.js'
import { simulated } from '../support/simulations.js'

const REGION = 'regions.eu-west-1'
const INPUTS = `${REGION}.sessionPreferences.inputs`
const ROLE = 'arn:aws:iam::123456789012:role/jump-host'
const OPERATOR = 'arn:aws:iam::123456789012:role/dba'
const ok = (api: string, value: unknown) => ({ outcome: 'ok', api, value })
const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })

function findingOf(checkId: string, patches: Patch[], operators: string[] = []): Finding {
  const audit = new Inventory(simulated(applyPatches(articleSnapshot(), patches)), configSchema.parse({ operators }))
  const [finding] = runChecks(
    CHECKS.filter((check) => check.id === checkId),
    audit,
  )
  if (!finding) throw new Error(`no finding of ${checkId}`)
  return finding
}

const withoutPolicies: Patch = { at: 'iam.roles.jump-host.attachedPolicies', set: [] }
const bucket = (encryption: unknown): Patch[] => [
  { at: `${INPUTS}.s3BucketName`, set: 'logs' },
  {
    at: `${REGION}.logBucket`,
    set: ok('s3:ListBucket', {
      bucketName: 'logs',
      encryption: ok('s3:GetEncryptionConfiguration', encryption),
      policy: ok('s3:GetBucketPolicy', null),
    }),
  },
]
const notDemanded: Patch = { at: `${INPUTS}.s3EncryptionEnabled`, set: false }

describe('what a finding bears on', () => {
  it.each<[string, Patch[], string[], boolean]>([
    [
      'role-attached',
      [{ at: `${REGION}.instances.i-0a1.iamInstanceProfileArn`, remove: true }],
      ['tunnel', 'shell', 'ssh', 'runCommand'],
      false,
    ],
    ['role-session-permissions', [withoutPolicies], ['tunnel', 'shell', 'ssh', 'runCommand'], false],
    ['role-kms-decrypt', [withoutPolicies], ['shell'], false],
    ['session-kms-key', [{ at: `${REGION}.sessionKey.keyState`, set: 'Disabled' }], ['shell'], false],
    ['role-s3-encryption-configuration', [withoutPolicies], [], true],
    ['role-s3-encryption-configuration', [withoutPolicies, ...bucket({ sseAlgorithm: 'AES256' })], ['shell'], false],
    [
      'role-s3-encryption-configuration',
      [withoutPolicies, ...bucket({ sseAlgorithm: 'AES256' }), notDemanded],
      [],
      true,
    ],
    ['session-log-bucket', bucket(null), ['shell'], false],
    ['session-log-bucket', [...bucket(null), notDemanded], [], false],
    ['role-log-delivery', [{ at: `${INPUTS}.cloudWatchLogGroupName`, set: '/ssm' }], ['shell'], false],
    [
      'role-log-delivery',
      [
        { at: `${INPUTS}.cloudWatchLogGroupName`, set: '/ssm' },
        { at: `${INPUTS}.cloudWatchEncryptionEnabled`, set: false },
      ],
      [],
      false,
    ],
    ['role-log-delivery', bucket({ sseAlgorithm: 'AES256' }), [], false],
    ['role-log-delivery', bucket({ sseAlgorithm: 'aws:kms', kmsMasterKeyId: 'alias/logs' }), [], false],
    ['session-documents', [{ at: `${REGION}.sessionDocuments.AWS-StartSSHSession`, set: null }], ['ssh'], false],
    ['session-documents', [{ at: `${REGION}.sessionDocuments.AWS-StartSSHSession`, failed: 'denied' }], ['ssh'], false],
    [
      'session-documents',
      [{ at: `${REGION}.sessionDocuments.AWS-StartPortForwardingSessionToRemoteHost`, set: null }],
      ['tunnel'],
      false,
    ],
    ['session-timeouts', [{ at: `${INPUTS}.idleSessionTimeout`, set: '0' }], [], false],
    ['session-kms', [{ at: `${INPUTS}.kmsKeyId`, set: '' }], [], true],
  ])('%s %#', (checkId, patches, blocks, posture) => {
    const finding = findingOf(checkId, patches)
    expect(finding.status).not.toBe('pass')
    expect({ blocks: finding.blocks, posture: finding.posture }).toEqual({ blocks, posture })
  })
})

it('says what to grant on what, as AWS accepts it', () => {
  const { remedy } = findingOf('role-log-delivery', [
    { at: `${INPUTS}.cloudWatchLogGroupName`, set: '/ssm' },
    { at: `${INPUTS}.cloudWatchEncryptionEnabled`, set: true },
  ])
  expect(remedy?.text).toBe(
    'Allow logs:DescribeLogGroups on arn:aws:logs:eu-west-1:123456789012:log-group:* in a policy of role jump-host.',
  )
})

describe('the evidence', () => {
  const simulated = (decision: string, more: object = {}): Patch => ({
    at: `iam.simulations.[${ROLE}]`,
    set: ok('iam:SimulatePrincipalPolicy', [
      {
        action: 'ssmmessages:OpenDataChannel',
        resource: '*',
        decision,
        missingContextValues: [],
        matchedStatements: [],
        ...more,
      },
    ]),
  })
  const channel = (finding: Finding) =>
    (finding.evidence['permissions'] as Record<string, unknown>[]).find(
      (p) => p['action'] === 'ssmmessages:OpenDataChannel',
    )

  it('names the statement that decided, and both sources', () => {
    expect(channel(findingOf('role-session-permissions', [simulated('allowed')]))).toMatchObject({
      decision: 'allowed',
      source: 'simulator',
      simulator: 'allowed',
      local: 'allowed',
      statement: { policy: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore', index: 0, effect: 'Allow' },
    })
  })

  it('says where the sources disagree', () => {
    const finding = findingOf('role-session-permissions', [simulated('explicitDeny')])
    expect(finding.status).toBe('fail')
    expect(channel(finding)).toMatchObject({ disagreement: true, simulator: 'explicit-deny', local: 'allowed' })
    expect(finding.message).toContain('disagrees')
  })

  it("does not take an organization's policy for a disagreement", () => {
    const finding = findingOf('role-session-permissions', [
      simulated('implicitDeny', { allowedByOrganizations: false }),
    ])
    expect(channel(finding)).toMatchObject({ deniedBy: 'organizations' })
    expect(channel(finding)).not.toHaveProperty('disagreement')
  })

  it('names the simulator that was denied', () => {
    const denied: Patch = {
      at: `iam.simulations.[${ROLE}]`,
      set: { outcome: 'denied', api: 'iam:SimulatePrincipalPolicy', message: 'no' },
    }
    expect(channel(findingOf('role-session-permissions', [denied]))).toMatchObject({
      source: 'local',
      simulator: { api: 'iam:SimulatePrincipalPolicy', outcome: 'denied' },
    })
  })

  it('lists the prerequisites of an operator', () => {
    const role = (condition: object): Patch => ({
      at: 'iam.roles.dba',
      set: ok('iam:GetRole', {
        roleName: 'dba',
        roleId: 'AROADBA',
        arn: OPERATOR,
        path: '/',
        assumeRolePolicyDocument: '{}',
        attachedPolicies: ok('iam:ListAttachedRolePolicies', []),
        inlinePolicies: ok('iam:ListRolePolicies', [
          {
            policyName: 'p',
            document: document({ Effect: 'Allow', Action: 'ssm:*', Resource: '*', Condition: condition }),
          },
        ]),
      }),
    })
    const prerequisites = (condition: object) =>
      findingOf('caller-start-session', [role(condition)], [OPERATOR]).evidence['prerequisites']
    expect(prerequisites({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })).toEqual([
      'Bool aws:MultiFactorAuthPresent true',
    ])
    expect(prerequisites({ StringEquals: { 'ssm:resourceTag/Name': 'jump-host' } })).toEqual([
      'StringEquals ssm:resourceTag/Name jump-host',
    ])
  })
})
