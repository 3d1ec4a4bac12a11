import { describe, expect, it } from 'vitest'
import { createIam } from '../../src/iam/iam.js'
import { isAllowed } from '../../src/iam/is-allowed.js'
import type { OrganizationWord } from '../../src/model/snapshot-iam.js'
import { articleSnapshot } from '../support/article.js'

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/'
const NEW_KEY = `${KEY}new:create-session-key:eu-west-1:alias/ssm-ready-session`
const TO_COME = `${KEY}00000000-0000-0000-0000-000000000000`

/** What a role without a simulation may do with a key to come, given what the organization said. */
function answer(value: OrganizationWord[] | undefined, allowed = true) {
  const { iam, ...snapshot } = articleSnapshot()
  const arn = 'arn:aws:iam::123456789012:role/new'
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: allowed ? 'kms:Decrypt' : 'kms:Sign', Resource: '*' }],
  })
  const role = {
    ...{ roleName: 'new', arn, path: '/', assumeRolePolicyDocument: '{}' },
    attachedPolicies: { outcome: 'ok' as const, api: 'iam:ListAttachedRolePolicies', value: [] },
    inlinePolicies: {
      ...{ outcome: 'ok' as const, api: 'iam:ListRolePolicies' },
      value: [{ policyName: 'key', document }],
    },
  }
  const changed = {
    ...snapshot,
    iam: {
      ...iam,
      roles: { ...iam.roles, new: { outcome: 'ok' as const, api: 'iam:GetRole', value: role } },
      ...(value && { organization: { outcome: 'ok' as const, api: 'iam:SimulatePrincipalPolicy', value } }),
    },
  }
  const { decision, organization, deniedBy } = isAllowed(createIam(changed), arn, 'kms:Decrypt', NEW_KEY)
  return { decision, organization, deniedBy }
}

describe('what the organization says of a role that the simulator was not asked about', () => {
  const says = (allowed: boolean) => [{ action: 'KMS:decrypt', resource: TO_COME, allowed }]

  it('lets stand what the policies allow', () =>
    expect(answer(says(true))).toEqual({ decision: 'allowed', organization: 'seen', deniedBy: undefined }))

  it('denies it', () =>
    expect(answer(says(false))).toEqual({
      ...{ decision: 'implicit-deny', organization: 'seen', deniedBy: 'organizations' },
    }))

  it('denies it when one answer of two does', () =>
    expect(answer([...says(false), ...says(true)])).toMatchObject({ decision: 'implicit-deny' }))

  it('allows nothing by itself', () =>
    expect(answer(says(true), false)).toMatchObject({ decision: 'implicit-deny', deniedBy: 'policies' }))

  it.each([undefined, [], [{ action: 'kms:Decrypt', resource: `${KEY}other`, allowed: true }]])(
    'leaves it open when it was not asked: %j',
    (words) => expect(answer(words)).toMatchObject({ decision: 'unknown', organization: 'unseen' }),
  )
})
