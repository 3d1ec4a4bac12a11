import type { ArnScope } from './session-permissions.js'
import type { DataStore } from './snapshot-data-stores.js'

/** What a login that Redshift makes for the caller's own identity asks for, of a cluster and of a serverless workgroup. */
export const WAREHOUSE_LOGINS = {
  redshift: 'redshift:GetClusterCredentialsWithIAM',
  'redshift-serverless': 'redshift-serverless:GetCredentials',
} as const

/**
 * How policies name what a login is made for: of a cluster the database, of a workgroup itself, by an id that is no part of
 * its name. Where AWS did not say which, all of them.
 * @see https://docs.aws.amazon.com/redshift/latest/APIReference/API_GetClusterCredentialsWithIAM.html
 * @see https://docs.aws.amazon.com/redshift/latest/mgmt/redshift-iam-access-control-identity-based.html
 */
export function warehouseLoginArn(
  { partition, region, accountId }: ArnScope,
  { engine, name, arn, databaseName = '*' }: Pick<DataStore, 'engine' | 'name' | 'arn' | 'databaseName'>,
): string {
  const account = `${region}:${accountId}`
  if (engine === 'redshift') return `arn:${partition}:redshift:${account}:dbname:${name}/${databaseName}`
  return arn ?? `arn:${partition}:redshift-serverless:${account}:workgroup/*`
}
