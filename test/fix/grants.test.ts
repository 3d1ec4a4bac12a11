import { describe, expect, it } from 'vitest'
import { planRemediation } from '../../src/app/remediate/plan.js'
import type { Plan } from '../../src/model/plan.js'
import type { SampleAccount } from '../../src/sample/account.js'
import { articleAccount } from '../../src/sample/accounts/article.js'
import { customerPolicy, policyDocument } from '../../src/sample/build/iam.js'
import { logGroup, sessionPreferences } from '../../src/sample/build/sessions.js'
import { onTheWire } from '../../src/sample/build/wire.js'
import { fixWorld } from './support/fix-world.js'
import { remedyCases } from './support/remedy-cases.js'

const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'

const regionOf = (account: SampleAccount) => {
  const [first] = account.regions.values()
  if (!first) throw new Error('a sample has a region')
  return first
}

const hostRole = (account: SampleAccount) => {
  const role = account.iam.roles.find(({ role: { RoleName } }) => RoleName === 'jump-host')
  if (!role) throw new Error('the sample has a role')
  return role
}

/** The hosts' role keeps the managed policies whose names are given. */
function withPolicies(...names: string[]): SampleAccount {
  const account = articleAccount()
  const role = hostRole(account)
  role.attached = role.attached.filter((arn) => names.some((name) => arn.endsWith(`/${name}`)))
  return account
}

/** Sessions are logged to an encrypted group, which the hosts' role knows nothing of. */
function withLogs(): SampleAccount {
  const account = articleAccount()
  const region = regionOf(account)
  const kmsKeyArn = region.keys[0]?.metadata.Arn ?? ''
  logGroup(account, region, '/ssm/sessions', kmsKeyArn)
  region.documents = region.documents.filter(({ name }) => name !== 'SSM-SessionManagerRunShell')
  sessionPreferences(account, region, { kmsKeyArn, logGroupName: '/ssm/sessions' })
  return account
}

const takeName =
  (name: string) =>
  (account: SampleAccount): void => {
    hostRole(account).inline[name] = policyDocument({ Effect: 'Allow', Action: 'sns:Publish', Resource: '*' })
  }

function bound(account: SampleAccount): void {
  const boundary = customerPolicy(
    account,
    'boundary',
    policyDocument({ Effect: 'Allow', Action: 's3:*', Resource: '*' }),
  )
  hostRole(account).role.PermissionsBoundary = {
    PermissionsBoundaryType: onTheWire('Policy'),
    PermissionsBoundaryArn: boundary,
  }
}

remedyCases('grant-session-permissions', {
  remedy: 'grant-session-permissions',
  account: () => withPolicies('jump-session'),
  steps: ['grant-session-permissions:jump-host:AmazonSSMManagedInstanceCore'],
  clears: ['role-session-permissions'],
  meddle: bound,
})

remedyCases('grant-kms-decrypt', {
  remedy: 'grant-kms-decrypt',
  account: () => withPolicies('AmazonSSMManagedInstanceCore'),
  steps: ['grant-kms-decrypt:jump-host:ssm-ready-session-key'],
  clears: ['role-kms-decrypt'],
  meddle: takeName('ssm-ready-session-key'),
})

remedyCases('grant-s3-encryption-configuration', {
  remedy: 'grant-s3-encryption-configuration',
  account: () => withPolicies('AmazonSSMManagedInstanceCore'),
  steps: ['grant-s3-encryption-configuration:jump-host:ssm-ready-bucket-encryption'],
  clears: ['role-s3-encryption-configuration'],
  meddle: bound,
})

remedyCases('grant-log-delivery', {
  remedy: 'grant-log-delivery',
  account: withLogs,
  // The look-up takes every shell, and is found first.
  steps: ['grant-log-delivery:jump-host:ssm-ready-log-lookup', 'grant-log-delivery:jump-host:ssm-ready-log-delivery'],
  clears: ['role-log-delivery'],
  meddle: takeName('ssm-ready-log-delivery'),
})

const planned = (account: SampleAccount, remedy: string): Promise<Plan> =>
  planRemediation({ remedies: [remedy] }, fixWorld(account))

describe('what is granted', () => {
  it('names the key by its ARN, and nothing else', async () => {
    const account = withPolicies('AmazonSSMManagedInstanceCore')
    const { steps } = await planned(account, 'grant-kms-decrypt')
    const Resource = regionOf(account).keys[0]?.metadata.Arn
    expect(steps.map(({ change }) => change.after)).toEqual([
      { policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['kms:Decrypt'], Resource }] } },
    ])
  })

  it('looks log groups up on all of them, as AWS authorizes that, and writes to the one', async () => {
    const { steps } = await planned(withLogs(), 'grant-log-delivery')
    const scope = 'arn:aws:logs:eu-west-1:111122223333'
    const statements = [
      { Action: ['logs:DescribeLogGroups'] },
      { Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'] },
    ]
    const resources = [`${scope}:log-group:*`, `${scope}:log-group:/ssm/sessions:*`]
    expect(steps.map(({ change }) => change.after)).toEqual(
      statements.map((actions, i) => ({
        policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...actions, Resource: resources[i] }] },
      })),
    )
  })

  it('leaves a policy of that name alone', async () => {
    const account = withPolicies('AmazonSSMManagedInstanceCore')
    takeName('ssm-ready-session-key')(account)
    const { steps } = await planned(account, 'grant-kms-decrypt')
    expect(steps.map((step) => step.id)).toEqual(['grant-kms-decrypt:jump-host:ssm-ready-session-key-2'])
  })

  it('says who else uses the role, and what is not seen', async () => {
    const { steps } = await planned(withPolicies('jump-session'), 'grant-session-permissions')
    const ids = [...(regionOf(articleAccount()).instances ?? [])].map(({ InstanceId }) => InstanceId).sort()
    expect(steps).toMatchObject([{ mode: 'approval', risk: expect.stringContaining(ids.join(' and ')) }])
    expect(steps[0]?.risk).toContain('functions, is not seen')
  })
})

describe('what is not granted', () => {
  const deny = (Action: string) => policyDocument({ Effect: 'Deny', Action, Resource: '*' })
  const CASES: Record<string, [remedy: string, reason: string, account: () => SampleAccount, words: RegExp]> = {
    'behind a boundary that does not allow it either': [
      ...(['grant-kms-decrypt', 'would-not-help'] as const),
      () => {
        const account = withPolicies('AmazonSSMManagedInstanceCore')
        const boundary = policyDocument({ Effect: 'Allow', Action: ['ssm:*', 'ssmmessages:*'], Resource: '*' })
        hostRole(account).role.PermissionsBoundary = {
          PermissionsBoundaryType: onTheWire('Policy'),
          PermissionsBoundaryArn: customerPolicy(account, 'boundary', boundary),
        }
        return account
      },
      /permissions boundary/,
    ],
    'where a statement denies it': [
      ...(['grant-session-permissions', 'would-not-help'] as const),
      () => {
        const account = withPolicies('jump-session')
        hostRole(account).inline['no-sessions'] = deny('ssmmessages:*')
        return account
      },
      /statement 1 of no-sessions denies it/,
    ],
    'where the key leaves nothing to the account': [
      ...(['grant-kms-decrypt', 'would-not-help'] as const),
      () => {
        const account = withPolicies('AmazonSSMManagedInstanceCore')
        const [key] = regionOf(account).keys
        if (!key) throw new Error('the sample has a key')
        key.policy = JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: 'arn:aws:iam::111122223333:role/security' },
              Action: 'kms:*',
              Resource: '*',
            },
          ],
        })
        return account
      },
      /key policy/,
    ],
    'to the role of Default Host Management': [
      ...(['grant-kms-decrypt', 'default-host-management-role'] as const),
      () => {
        const account = withPolicies()
        const region = regionOf(account)
        region.defaultHostManagementRole = 'service-role/managed'
        account.iam.roles.push({
          ...structuredClone(hostRole(account)),
          role: {
            ...hostRole(account).role,
            RoleName: 'managed',
            Arn: 'arn:aws:iam::111122223333:role/service-role/managed',
            Path: '/service-role/',
            AssumeRolePolicyDocument: JSON.stringify({
              Version: '2012-10-17',
              Statement: { Effect: 'Allow', Principal: { Service: 'ssm.amazonaws.com' }, Action: 'sts:AssumeRole' },
            }),
          },
          attached: [CORE],
        })
        return account
      },
      /Default Host Management/,
    ],
    'to a role that belongs to a service': [
      ...(['grant-session-permissions', 'service-linked-role'] as const),
      () => {
        const account = withPolicies('jump-session')
        const { role } = hostRole(account)
        role.Path = '/aws-service-role/some.amazonaws.com/'
        role.Arn = `arn:aws:iam::111122223333:role${role.Path}jump-host`
        return account
      },
      /service of AWS/,
    ],
  }

  it.each(Object.entries(CASES))('%s', async (_, [remedy, reason, account, words]) => {
    const plan = await planned(account(), remedy)
    expect(plan.steps).toEqual([])
    expect(plan.refused).not.toEqual([])
    for (const refusal of plan.refused)
      expect(refusal).toMatchObject({ remedy, reason, message: expect.stringMatching(words) })
  })
})
