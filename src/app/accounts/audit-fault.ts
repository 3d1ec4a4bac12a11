import { shortMessage } from '../../aws/errors.js'
import type { CollectFailure } from '../../model/collected.js'
import { quotePosix } from '../../shell/posix.js'

/** What ended: the reading of an account, or the judging of what was read. */
export type Part = 'reading' | 'judging'

/**
 * The gap of an account whose audit ended in an error. Refused and failed calls are data by then: what is left is a fault of the
 * program itself.
 */
export function auditFault(
  error: unknown,
  part: Part,
  { accountId, profile }: { accountId: string; profile?: string },
) {
  const alone = [
    'ssm-ready audit',
    ...(profile === undefined ? [] : [`--profile ${quotePosix(profile)}`]),
    '--verbose',
  ].join(' ')
  const failure: CollectFailure = {
    ...{ outcome: 'error', api: 'ssm-ready:Audit' },
    message: `${part} account ${accountId} ended in a fault of ssm-ready, not of the account: ${shortMessage(error)}. Run ${alone} there and report what it prints; what this account holds is unknown`,
  }
  return failure
}
