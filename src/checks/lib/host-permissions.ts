import type { Answer } from '../../iam/answer.js'
import { bucketAccess } from '../../iam/bucket-access.js'
import type { Context } from '../../iam/context.js'
import { isAllowed } from '../../iam/is-allowed.js'
import { keyAccess } from '../../iam/key-access.js'
import { dnsSuffix } from '../../model/dns-suffix.js'
import { BUCKET_KEY_ACTION } from '../../model/session-permissions.js'
import type { Instance, KmsKey, LogBucket } from '../../model/snapshot-hosts.js'
import { type CheckContext, type Outcome, skip } from '../define.js'
import { type HostRoleInUse, hostRequestContext, hostRole } from './host-role.js'

/** Asks for a host's role, with what is known of its requests. */
export interface RoleQuestions {
  used: HostRoleInUse
  /** `role jump-host`. */
  who: string
  ask(action: string, resource: string): Answer
  /** Joined with the bucket's policy; `null`: the bucket does not exist, or none is named. */
  askBucket(bucket: LogBucket | null, action: string, resource: string): Answer
  askKey(key: KmsKey, action: string): Answer
  /** For what is put into a bucket that the key encrypts. */
  askBucketKey(key: KmsKey): Answer
}

/** Judges the role that a host uses; without one, `role-attached` alone speaks. */
export function withRole(host: Instance, context: CheckContext, judge: (questions: RoleQuestions) => Outcome): Outcome {
  const used = hostRole(host, context)
  if (used.kind === 'none') return skip('no-role', `${host.instanceId} has no role.`)
  const { iam } = context
  const known = hostRequestContext(host, used, context)
  const principalArn = used.role.arn
  const ask = (action: string, resource: string) => isAllowed(iam, principalArn, action, resource, known)
  return judge({
    used,
    who: `role ${used.role.roleName}`,
    ask,
    askBucket: (bucket, action, resource) =>
      bucket ? bucketAccess(iam, bucket, { principalArn, action, resource, context: known }) : ask(action, resource),
    askBucketKey: (key) =>
      keyAccess(iam, key, {
        principalArn,
        action: BUCKET_KEY_ACTION,
        context: () => ({ ...known, ...byWayOfS3(key) }),
      }),
    askKey: (key, action) =>
      settled(
        ENCRYPTION_CONTEXTS.map((encryption) =>
          keyAccess(iam, key, { principalArn, action, context: () => ({ ...known, ...encryption(host.instanceId) }) }),
        ),
      ),
  })
}

/**
 * S3 calls KMS for the agent, with the agent's permissions.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
function byWayOfS3({ arn }: KmsKey): Context {
  const region = arn.split(':')[3] ?? ''
  return {
    'kms:ViaService': [`s3.${region}.${dnsSuffix(region)}`],
    'kms:EncryptionContext:aws:s3:arn': 'present',
    'kms:EncryptionContext:*': [],
    'kms:EncryptionContextKeys': ['aws:s3:arn'],
    'aws:ViaAWSService': 'present',
  }
}

const KEYS = ['aws:ssm:SessionId', 'aws:ssm:TargetId']

const pairs = (instanceId: string): Context => ({
  'kms:EncryptionContext:aws:ssm:SessionId': 'present',
  'kms:EncryptionContext:aws:ssm:TargetId': [instanceId],
  'kms:EncryptionContext:*': [],
})

/**
 * What the agent sends along when it decrypts a session's key: a third pair when both ends support it.
 * @see https://github.com/aws/amazon-ssm-agent/tree/mainline/agent/session/crypto
 */
const ENCRYPTION_CONTEXTS: readonly ((instanceId: string) => Context)[] = [
  (instanceId) => ({ ...pairs(instanceId), 'kms:EncryptionContextKeys': KEYS }),
  (instanceId) => ({
    ...pairs(instanceId),
    'kms:EncryptionContext:aws:ssm:RandomChallenge': 'present',
    'kms:EncryptionContextKeys': [...KEYS, 'aws:ssm:RandomChallenge'],
  }),
]

/** The answer of requests that differ in what is not known: `unknown` where the answers differ. */
function settled([first, ...others]: Answer[]): Answer {
  if (!first) throw new Error('no question')
  const differs = others.find((other) => other.decision !== first.decision)
  if (!differs) return first
  const key = 'kms:EncryptionContextKeys'
  const open = { effect: 'Allow' as const, operator: 'ForAllValues:StringEquals', key, values: KEYS }
  const { principalArn, action, resource, source, simulator, local, organization } = first
  const base = {
    principalArn,
    action,
    resource,
    source,
    simulator,
    local,
    organization,
    failures: [],
    opaque: [],
    disagreement: false,
  }
  return { ...base, decision: 'unknown', conditions: [...first.conditions, ...differs.conditions, open] }
}
