import type { KmsKey, LogBucket } from '../../model/snapshot-hosts.js'
import { read } from '../../scope/read.js'
import { type SessionInputs, sessionInputs } from '../../scope/session-preferences.js'
import { type CheckContext, type Outcome, unknown } from '../define.js'

/** Judges what the session preferences say; of content that is no JSON object, `session-preferences` alone speaks. */
export function withInputs({ region }: CheckContext, judge: (inputs: SessionInputs) => Outcome): Outcome {
  const preferences = read(region.snapshot.sessionPreferences)
  if (preferences?.contentError !== undefined)
    return unknown('preferences-unreadable', `SSM-SessionManagerRunShell of ${region.region} cannot be understood.`, {
      evidence: { contentError: preferences.contentError },
    })
  return judge(region.sessionInputs ?? sessionInputs(preferences))
}

/** @throws Unreadable */
export function sessionKey({ region }: CheckContext): KmsKey | null {
  const { sessionKey } = region.snapshot
  return read(sessionKey ?? { outcome: 'unsupported', api: 'kms:DescribeKey', message: 'not collected' })
}

/** @throws Unreadable */
export function logBucket({ region }: CheckContext): LogBucket | null {
  const { logBucket } = region.snapshot
  return read(logBucket ?? { outcome: 'unsupported', api: 's3:ListBucket', message: 'not collected' })
}
