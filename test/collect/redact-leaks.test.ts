import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactSnapshot } from '../../src/collect/redact.js'
import { redactBySchema } from '../../src/collect/redact-by-schema.js'
import { type Snapshot, snapshotSchema } from '../../src/model/snapshot.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches } from '../support/patch.js'
import { runs } from '../support/runs.js'

/** A word that is nobody's but the account's: long enough that no replacement is it by accident. */
const secret = fc.stringMatching(/^qz[b-df-hj-np-tv-z]{8}$/)

const VARIABLE = '$' + '{'

/** How a secret may stand in a text. */
const FORMS: ((secret: string) => string)[] = [
  (s) => s,
  (s) => `AWS-${s[0]?.toUpperCase()}${s.slice(1)}`,
  (s) => `AWSFleet-${s[0]?.toUpperCase()}${s.slice(1)}`,
  (s) => `aws:${s}`,
  (s) => `aws:cloudformation:${s}`,
  (s) => `AWSServiceRoleForAutoScaling_${s}`,
  (s) => `AWSServiceRoleFor${s}`,
  (s) => `${VARIABLE}${s}}`,
  (s) => `${VARIABLE}aws:PrincipalTag/${s}}`,
  (s) => `${VARIABLE}aws:username, '${s}'}`,
  (s) => `${VARIABLE}${s}:username}`,
  (s) => `arn:aws:iam::123456789012:role/${s}`,
  (s) => `com.amazonaws.vpce.eu-west-1.vpce-svc-${s}`,
  (s) => `${s}.c0example.eu-west-1.rds.amazonaws.com`,
  (s) => `jump-${s}-bastion`,
  (s) => `${s}-eu-west-1-birdwatcher-prod`,
  (s) => `10.0.0.1/${s}`,
]

/** The snapshot with a secret in every text that is not one of AWS's own words. */
const withSecrets = (snapshot: Snapshot, form: (text: string) => string): Snapshot => {
  const put = (text: string) => `${text} ${form(text)}`
  return redactBySchema(snapshotSchema, snapshot, Object.assign(put, { pattern: (text: string) => [put(text)] }))
}

const KEYS: ((secret: string) => string)[] = [
  (s) => `oidc.eks.eu-west-1.amazonaws.com/id/${s}:sub`,
  (s) => `${s}.okta.com:aud`,
  (s) => `aws:ResourceTag/${s}`,
  (s) => `aws:RequestTag/${s}`,
  (s) => `aws:PrincipalTag/${s}`,
  (s) => `ssm:resourceTag/${s}`,
  (s) => `s3:ExistingObjectTag/${s}`,
  (s) => `kms:EncryptionContext:${s}`,
  (s) => `aws:${s}`,
  () => 'aws:CalledVia',
  () => 'kms:ViaService',
  () => 'aws:SourceAccount',
]
const OPERATORS = ['StringEquals', 'StringLike', 'ForAllValues:StringEquals', 'ArnLike', 'Null', 'Bool']
const MORE_OPERATORS = ['NumericLessThan', 'DateGreaterThan', 'BoolIfExists', 'ForAnyValue:StringLike']

const policyOf = (operator: string, key: string, value: unknown, s: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Id: s,
    [s]: s,
    Statement: [
      {
        ...{ Sid: s, Effect: 'Allow', Action: ['ssm:StartSession', s], [s]: s },
        Principal: { AWS: `arn:aws:iam::123456789012:role/${s}`, Federated: `${s}.okta.com`, Service: s, [s]: s },
        Resource: `arn:aws:s3:::${s}-*`,
        Condition: { [operator]: { [key]: value }, [s]: { 'aws:SourceVpce': 'vpce-1' } },
      },
    ],
  })

const ACCOUNT = '123456789012'
const leaksOf = (snapshot: Snapshot, seed: string, secrets: readonly string[]) => {
  const text = JSON.stringify(redactSnapshot(snapshot, seed)).toLowerCase()
  return secrets.filter((each) => text.includes(each.toLowerCase()))
}

describe('what a redacted snapshot tells of the account: nothing', () => {
  it('no text of any field, however it begins', () => {
    fc.assert(
      fc.property(secret, fc.constantFrom(...FORMS), fc.string(), (s, form, seed) => {
        expect(
          leaksOf(
            withSecrets(articleSnapshot(), () => form(s)),
            seed,
            [s, ACCOUNT],
          ),
        ).toEqual([])
      }),
      runs(40, 600),
    )
  })

  it('no part of a policy', () => {
    const value = (s: string) =>
      fc.oneof(
        fc.constantFrom<unknown>(...FORMS.map((form) => form(s))),
        fc.constant<unknown>(Number(ACCOUNT)),
        fc.constant<unknown>([s, Number(ACCOUNT)]),
      )
    const drawn = secret.chain((s) =>
      fc.tuple(
        fc.constant(s),
        fc.constantFrom(...OPERATORS, ...MORE_OPERATORS),
        fc.constantFrom(...KEYS.map((of) => of(s))),
        value(s),
        fc.string(),
      ),
    )
    fc.assert(
      fc.property(drawn, ([s, operator, key, given, seed]) => {
        const document = policyOf(operator, key, given, s)
        const snapshot = applyPatches(articleSnapshot(), [
          { at: 'iam.roles.jump-host.assumeRolePolicyDocument', set: document },
          { at: 'iam.managedPolicies.[arn:aws:iam::123456789012:policy/jump-session].document', set: document },
          { at: 'regions.eu-west-1.sessionKey.policy', set: document },
        ])
        expect(leaksOf(snapshot, seed, [s, ACCOUNT])).toEqual([])
      }),
      runs(60, 1500),
    )
  })

  it('no condition key that the simulator was asked with or missed', () => {
    fc.assert(
      fc.property(secret, fc.constantFrom(...KEYS), (s, keyOf) => {
        const key = keyOf(s)
        const answer = {
          ...{ action: 'ssm:StartSession', resource: '*', decision: 'allowed', matchedStatements: [] },
          ...{ missingContextValues: [key], context: [{ key, value: s }] },
        }
        const at = 'iam.simulations.[arn:aws:iam::123456789012:role/jump-host]'
        expect(leaksOf(applyPatches(articleSnapshot(), [{ at, add: answer }]), 'seed', [s])).toEqual([])
      }),
      runs(20, 200),
    )
  })

  it('no session preference, whatever somebody wrote into it', () => {
    const names = ['idleSessionTimeout', 'maxSessionDuration', 's3EncryptionEnabled', 'cloudWatchStreamingEnabled']
    const more = ['runAsEnabled', 'kmsKeyId', 's3BucketName', 'shellProfile', 'runAsDefaultUser', 'ofTheirOwn']
    fc.assert(
      fc.property(secret, fc.constantFrom(...names, ...more), (s, name) => {
        for (const value of [s, [s], { [s]: s }, Number(ACCOUNT), [Number(ACCOUNT)]]) {
          const inputs = { [name]: value, [s]: value }
          const at = 'regions.eu-west-1.sessionPreferences.inputs'
          expect(leaksOf(applyPatches(articleSnapshot(), [{ at, merge: inputs }]), 'seed', [s, ACCOUNT])).toEqual([])
        }
      }),
      runs(20, 200),
    )
  })
})
