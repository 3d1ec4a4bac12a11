import { once } from '../inventory/once.js'
import type { LogBucket } from '../model/snapshot-hosts.js'
import { withOrganization } from './answer.js'
import type { Context } from './context.js'
import type { Iam } from './iam.js'
import { identityAnswer } from './is-allowed.js'
import {
  allows,
  askResourcePolicy,
  directlyAllowed,
  type JoinedAnswer,
  joined,
  readResourcePolicy,
} from './resource-policy.js'
import { all, any } from './ternary.js'

export interface BucketRequest {
  principalArn: string
  action: string
  /** The bucket or one of its objects. */
  resource: string
  context: Context
}

/**
 * May this principal do this on the bucket or its objects? The bucket's policy may deny it, or allow it by itself.
 * The bucket is taken for one of the principal's account: S3 does not say whose it is.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html
 */
export function bucketAccess(iam: Iam, bucket: LogBucket, request: BucketRequest): JoinedAnswer {
  return withOrganization(seenAccess(iam, bucket, request))
}

const bucketPolicy = once(({ bucketName, policy }: LogBucket) =>
  policy.outcome === 'ok' && policy.value !== null
    ? readResourcePolicy(`policy of bucket ${bucketName}`, policy.value)
    : null,
)

function seenAccess(iam: Iam, bucket: LogBucket, request: BucketRequest): JoinedAnswer {
  const identity = identityAnswer(iam, request.principalArn, request.action, request.resource, request.context)
  if (identity.decision === 'explicit-deny') return joined(identity, 'explicit-deny', 'none')
  if (bucket.policy.outcome !== 'ok') return joined(identity, 'unknown', 'unreadable', { failures: [bucket.policy] })
  const policy = bucketPolicy(bucket)
  if (policy === null) return joined(identity, identity.decision, 'none')
  if ('malformed' in policy)
    return joined(identity, 'unknown', 'malformed', {
      opaque: `policy of bucket ${bucket.bucketName} (${policy.malformed})`,
    })
  const word = askResourcePolicy(iam, policy, identity, request.context)
  if (word.denies.decision === 'explicit-deny')
    return joined(identity, 'explicit-deny', 'explicit-deny', { statement: word.denies.statement })
  const verdict = all([any([allows(identity), directlyAllowed(identity, word)]), allows(word.denies)])
  if (verdict === 'yes') return joined(identity, 'allowed', word.direct.decision)
  if (verdict === 'no') return joined(identity, 'implicit-deny', word.direct.decision)
  return joined(identity, 'unknown', word.direct.decision, { judgements: [word.denies, word.direct] })
}
