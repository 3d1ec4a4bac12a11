import type { Database } from '../../model/database.js'
import type { ClientCommand } from '../../model/report.js'
import { forShells } from '../../shell/index.js'
import { type Clients, type ClientTarget, login } from './clients/client-target.js'
import { kubernetesClients, neptuneClients, opensearchClients, redshiftClients } from './clients/https.js'
import { mongodbClients } from './clients/mongodb.js'
import { mysqlClients } from './clients/mysql.js'
import { oracleClients } from './clients/oracle.js'
import { postgresClients } from './clients/postgres.js'
import { memcachedClients, redisClients } from './clients/redis.js'
import { sqlserverClients } from './clients/sqlserver.js'
import { type EngineFamily, engineFamily } from './engines.js'

const CLIENTS: Record<EngineFamily, Clients> = {
  postgres: postgresClients,
  mysql: mysqlClients('mysql'),
  mariadb: mysqlClients('mariadb'),
  sqlserver: sqlserverClients,
  oracle: oracleClients,
  redis: redisClients,
  memcached: memcachedClients,
  mongodb: mongodbClients,
  neptune: neptuneClients,
  opensearch: opensearchClients,
  redshift: redshiftClients,
  kubernetes: kubernetesClients,
}

/** Whose IAM database authentication is a token in place of the password. Neptune's is a signature of each request. */
const WITH_TOKENS: readonly EngineFamily[] = ['postgres', 'mysql', 'mariadb']

/** The next step in the database's own client, once the tunnel is up. No password or token is part of it. */
export function clientCommands(target: ClientTarget): ClientCommand[] {
  const { database } = target
  const family = engineFamily(database.engine)
  if (family === undefined) return []
  const token = database.iamAuthentication && WITH_TOKENS.includes(family) ? forShells(tokenArgv(target)) : undefined
  return CLIENTS[family](target).map(({ client, command, before, notes = [] }) => ({
    client,
    ...(target.role && { role: target.role }),
    ...command,
    ...(token && { token }),
    // The same for the writer, which stands first.
    ...(before && target.role !== 'reader' && { before }),
    notes: [...notes, ...(token ? tokenNotes(database, family) : []), ...target.notes],
  }))
}

/** Signed for the real endpoint, never for localhost: RDS checks the name and port that were signed. */
export function tokenArgv(target: ClientTarget): string[] {
  const { endpoint, port, region, profile } = target
  return [
    ...['aws', 'rds', 'generate-db-auth-token'],
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...['--region', region, '--hostname', endpoint, '--port', String(port), '--username', login(target).user],
  ]
}

function tokenNotes(database: Database, family: EngineFamily): string[] {
  const whose =
    database.kind === 'proxy'
      ? 'the proxy takes tokens of the users whose secrets it has; your identity needs rds-db:connect on the user'
      : `a token is for a user that was granted it (${grantOf(family)}); your identity needs rds-db:connect on it`
  const { masterUsername } = database
  return [
    'IAM database authentication: the token is the password, signed for the real endpoint and port; it is valid for 15 minutes',
    whose,
    ...(masterUsername === undefined
      ? []
      : [`${masterUsername}, the master user, logs in with its password until it is granted that itself`]),
  ]
}

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.DBAccounts.html */
const grantOf = (family: EngineFamily) =>
  family === 'postgres'
    ? 'GRANT rds_iam TO YOUR_USER'
    : "CREATE USER YOUR_USER IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS'"
