import type { STSClient } from '@aws-sdk/client-sts'
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types'
import { type Assumed, assumeRole, type RoleElsewhere } from './assume-role.js'

/** From so many milliseconds before their end on credentials are made anew; the SDK asks for others from here on, too. */
const EARLY = 5 * 60_000

/**
 * Credentials of a role of another account, which are made anew before they expire, once for all who ask.
 * @throws what STS refuses the first time
 */
export async function roleCredentials(
  sts: STSClient,
  role: RoleElsewhere,
  now: () => number = Date.now,
): Promise<Pick<Assumed, 'identity'> & { credentials: AwsCredentialIdentityProvider }> {
  const { identity, credentials } = await assumeRole(sts, role)
  let known = credentials
  let coming: Promise<AwsCredentialIdentity> | undefined
  const left = () => (known.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - now()
  const renew = async () => {
    try {
      known = (await assumeRole(sts, role)).credentials
    } catch (error) {
      // What is still good is used to the end.
      if (left() <= 0) throw error
    } finally {
      coming = undefined
    }
    return known
  }
  return {
    identity,
    credentials: async () => {
      if (left() > EARLY) return known
      coming ??= renew()
      return coming
    },
  }
}
