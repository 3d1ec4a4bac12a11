import { GetClusterCredentialsWithIAMCommand } from '@aws-sdk/client-redshift'
import { GetCredentialsCommand } from '@aws-sdk/client-redshift-serverless'
import type { Database } from '../model/database.js'
import type { Clients } from './clients.js'

/**
 * A user and password that Redshift makes for the caller's own identity, for logins in the next 15 minutes.
 * @throws AccessDenied, and whatever else the service answers
 * @see https://docs.aws.amazon.com/redshift/latest/APIReference/API_GetClusterCredentialsWithIAM.html
 * @see https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_GetCredentials.html
 */
export async function warehouseLogin(
  clients: Pick<Clients, 'redshift' | 'redshiftServerless'>,
  { engine, databaseId, databaseName, region }: Pick<Database, 'engine' | 'databaseId' | 'databaseName' | 'region'>,
): Promise<{ user: string; password: string }> {
  if (engine === 'redshift-serverless') {
    const wish = { workgroupName: databaseId, dbName: databaseName }
    const { dbUser, dbPassword } = await clients.redshiftServerless(region).send(new GetCredentialsCommand(wish))
    return complete(dbUser, dbPassword)
  }
  const wish = { ClusterIdentifier: databaseId, DbName: databaseName }
  const { DbUser, DbPassword } = await clients.redshift(region).send(new GetClusterCredentialsWithIAMCommand(wish))
  return complete(DbUser, DbPassword)
}

function complete(user: string | undefined, password: string | undefined): { user: string; password: string } {
  if (user && password) return { user, password }
  throw new Error('the answer holds no user with a password')
}
