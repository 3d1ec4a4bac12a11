import type { LogBucket } from '../model/snapshot-hosts.js'
import type { Context } from './context.js'
import type { Iam } from './iam.js'
import { isAllowed } from './is-allowed.js'
import { allows, askResourcePolicy, type JoinedAnswer, joined } from './resource-policy.js'
import { all, any } from './ternary.js'

/**
 * May this principal do this on the bucket or its objects? The bucket's policy may deny it, or allow it by itself.
 * The bucket is taken for one of the principal's account: S3 does not say whose it is.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html
 */
export function bucketAccess(
  iam: Iam,
  bucket: LogBucket,
  request: { principalArn: string; action: string; resource: string; context: Context },
): JoinedAnswer {
  const identity = isAllowed(iam, request.principalArn, request.action, request.resource, request.context)
  if (identity.decision === 'explicit-deny') return joined(identity, 'explicit-deny', 'none')
  if (bucket.policy.outcome !== 'ok') return joined(identity, 'unknown', 'unreadable', { failures: [bucket.policy] })
  if (bucket.policy.value === null) return joined(identity, identity.decision, 'none')
  const name = `policy of bucket ${bucket.bucketName}`
  const word = askResourcePolicy(iam, name, bucket.policy.value, identity, request.context)
  if ('malformed' in word) return joined(identity, 'unknown', 'malformed', { opaque: `${name} (${word.malformed})` })
  if (word.denies.decision === 'explicit-deny')
    return joined(identity, 'explicit-deny', 'explicit-deny', { statement: word.denies.statement })
  const limited = identity.deniedBy === 'permissions-boundary' || identity.deniedBy === 'organizations'
  const verdict = all([any([allows(identity), limited ? 'no' : allows(word.direct)]), allows(word.denies)])
  if (verdict === 'yes') return joined(identity, 'allowed', word.direct.decision)
  if (verdict === 'no') return joined(identity, 'implicit-deny', word.direct.decision)
  return joined(identity, 'unknown', word.direct.decision, { judgements: [word.denies, word.direct] })
}
