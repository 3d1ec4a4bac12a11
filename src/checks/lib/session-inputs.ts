import { read } from '../../inventory/read.js'
import { type SessionInputs, unusableInputs } from '../../inventory/session-preferences.js'
import { bucketKeyId } from '../../model/session-permissions.js'
import type { KmsKey, LogBucket } from '../../model/snapshot-hosts.js'
import { type CheckContext, type Outcome, unknown } from '../define.js'

/**
 * Judges what the session preferences say; of content that is no JSON object, and of values that are not of the kind
 * that `named` inputs have, `session-preferences` alone speaks: neither there nor absent.
 */
export function withInputs(
  { region }: CheckContext,
  named: Parameters<typeof unusableInputs>[1],
  judge: (inputs: SessionInputs) => Outcome,
): Outcome {
  const preferences = read(region.snapshot.sessionPreferences)
  if (preferences?.contentError !== undefined)
    return unknown('preferences-unreadable', `SSM-SessionManagerRunShell of ${region.region} cannot be understood.`, {
      evidence: { contentError: preferences.contentError },
    })
  const inputs = read(region.sessionInputs)
  const unusable = unusableInputs(inputs, named)
  if (unusable.length === 0) return judge(inputs)
  if (unusable.every((name) => inputs.parameters.includes(name))) return byParameter(region.region, unusable)
  return unknown(
    'preferences-invalid',
    `SSM-SessionManagerRunShell of ${region.region} has no usable value for ${unusable.join(', ')}.`,
    { evidence: { invalid: unusable } },
  )
}

/** What sessions give the document's parameters is not in the document. */
export function byParameter(region: string, names: readonly string[]): Outcome {
  return unknown(
    'preferences-parameters',
    `SSM-SessionManagerRunShell of ${region} takes ${names.join(', ')} from a parameter, whose value is not known before a session.`,
    { evidence: { parameters: names } },
  )
}

/** @throws Unreadable */
export function sessionKey({ region }: CheckContext): KmsKey | null {
  const { sessionKey } = region.snapshot
  return read(sessionKey ?? { outcome: 'error', api: 'kms:DescribeKey', message: 'not collected' })
}

/**
 * The key of the log bucket's default encryption; `undefined` where S3's own key serves.
 * @throws Unreadable
 */
export function logBucketKey({ region }: CheckContext, bucket: LogBucket): KmsKey | null | undefined {
  if (bucketKeyId(read(bucket.encryption)) === undefined) return undefined
  const { logBucketKey } = region.snapshot
  const key = read(logBucketKey ?? { outcome: 'error', api: 'kms:DescribeKey', message: 'not collected' })
  return key?.keyManager === 'AWS' ? undefined : key
}

/** @throws Unreadable */
export function logBucket({ region }: CheckContext): LogBucket | null {
  const { logBucket } = region.snapshot
  return read(logBucket ?? { outcome: 'error', api: 's3:ListBucket', message: 'not collected' })
}
