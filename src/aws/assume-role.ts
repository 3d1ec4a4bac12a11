import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts'
import type { AwsCredentialIdentity } from '@smithy/types'
import type { Identity } from './identity.js'

/** A role of another account. */
export interface RoleElsewhere {
  partition: string
  accountId: string
  roleName: string
  /** What the role's trust policy asks for. */
  externalId?: string
  /** Shows in the account's trail. */
  sessionName: string
}

export interface Assumed {
  credentials: AwsCredentialIdentity
  identity: Identity
}

/**
 * Credentials of a role of another account, for an hour: a role that assumes a role gets no longer session.
 * @throws what STS refuses; of a role that is not there it says the same as of one that does not trust the caller
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export async function assumeRole(sts: STSClient, role: RoleElsewhere): Promise<Assumed> {
  const { partition, accountId, roleName, externalId, sessionName } = role
  const { Credentials, AssumedRoleUser } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:${partition}:iam::${accountId}:role/${roleName}`,
      // Letters, digits and some signs, 64 at most.
      RoleSessionName: sessionName.replace(/[^\w+=,.@-]/g, '-').slice(0, 64),
      ...(externalId !== undefined && { ExternalId: externalId }),
    }),
  )
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {}
  const arn = AssumedRoleUser?.Arn
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined || arn === undefined)
    throw new Error(`sts:AssumeRole answered without credentials of ${roleName} in ${accountId}`)
  return {
    credentials: {
      ...{ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
      ...(Expiration && { expiration: Expiration }),
    },
    identity: { accountId, arn, partition },
  }
}
