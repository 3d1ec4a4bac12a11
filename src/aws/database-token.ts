import { Signer } from '@aws-sdk/rds-signer'
import type { Clients } from './clients.js'

/** Where and as whom the token logs in: the real endpoint, which RDS checks, never a tunnel's end. */
export interface TokenWish {
  region: string
  endpoint: string
  port: number
  user: string
}

/**
 * The password of IAM database authentication, for connections that begin in the next 15 minutes. It is signed here,
 * without a call.
 * @throws CredentialsProviderError
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.Connecting.html
 */
export function databaseToken(clients: Clients, { region, endpoint, port, user }: TokenWish): Promise<string> {
  const { credentials } = clients.rds(region).config
  return new Signer({ region, hostname: endpoint, port, username: user, credentials }).getAuthToken()
}
