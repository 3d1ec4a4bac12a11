import type { CreateKeyChange } from '../../model/change.js'

/** The longest that KMS waits, in days: so long the deletion can be cancelled. */
export const KEY_WAITING_DAYS = 30

/**
 * The policy of a new key: the account has it, so that the policies of its roles and users decide who may use it.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function keyPolicyOf(
  { partition, accountId }: { partition: string; accountId: string },
  statements: CreateKeyChange['statements'],
): string {
  const account = {
    ...{ Sid: 'EnableIamPolicies', Effect: 'Allow' },
    Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
    ...{ Action: 'kms:*', Resource: '*' },
  }
  return JSON.stringify({ Version: '2012-10-17', Statement: [account, ...statements] })
}
