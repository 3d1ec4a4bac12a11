import type { Database } from '../../model/database.js'
import type { Env } from '../../model/env.js'
import { type EngineFamily, engineFamily } from '../../report/commands/engines.js'

/** What a client finds at the local end of a tunnel. */
export interface ClientPlace {
  database: Pick<Database, 'engine' | 'kind' | 'databaseName' | 'requireTls'>
  /** The real one. */
  endpoint: string
  localPort: number
  user?: string
  /** Password of IAM's making. */
  token?: string
  /** Path of the authority that signed the database's certificate. */
  bundle?: string
}

const LOOPBACK = '127.0.0.1'

/** The variable from which a family's clients take the password. */
export function passwordVariable(engine: string): 'PGPASSWORD' | 'MYSQL_PWD' | undefined {
  const family = engineFamily(engine)
  if (isLibpq(family)) return 'PGPASSWORD'
  return family === 'mysql' || family === 'mariadb' ? 'MYSQL_PWD' : undefined
}

/** Redshift speaks PostgreSQL's protocol, with its clients. */
const isLibpq = (family: EngineFamily | undefined) => family === 'postgres' || family === 'redshift'

/** Whom the environment names to log in as. */
export function namedUser({ engine }: Pick<Database, 'engine'>, env: Env): string | undefined {
  const own = isLibpq(engineFamily(engine)) ? env['PGUSER'] : undefined
  return env['SSM_READY_USER'] || own || undefined
}

/**
 * Variables for a client: the engine's own, then this program's. Where to connect is set in any case; what the user has
 * set about password and TLS stays.
 * @see https://www.postgresql.org/docs/current/libpq-envars.html
 * @see https://dev.mysql.com/doc/refman/8.4/en/environment-variables.html
 */
export function clientEnvironment(place: ClientPlace, env: Env): Record<string, string> {
  const { database, endpoint, localPort, user } = place
  const port = String(localPort)
  const variables: Record<string, string | undefined> = {
    ...ofEngine(place, port),
    // Where it is set it comes before PGHOST.
    PGHOSTADDR: env['PGHOSTADDR'] && LOOPBACK,
    SSM_READY_HOST: LOOPBACK,
    SSM_READY_PORT: port,
    SSM_READY_USER: user,
    SSM_READY_ENDPOINT: endpoint,
    SSM_READY_URL: urlOf(engineFamily(database.engine), place, port),
  }
  const kept = KEPT.filter((name) => (env[name] ?? '') !== '')
  const set = Object.entries(variables).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && !kept.includes(pair[0]),
  )
  return Object.fromEntries(set)
}

const KEPT = ['PGPASSWORD', 'PGDATABASE', 'PGSSLMODE', 'PGSSLROOTCERT', 'MYSQL_PWD']

function ofEngine({ database, user, token, bundle }: ClientPlace, port: string): Record<string, string | undefined> {
  switch (engineFamily(database.engine)) {
    case 'postgres':
    case 'redshift':
      return {
        PGHOST: LOOPBACK,
        PGPORT: port,
        PGUSER: user,
        PGDATABASE: database.databaseName,
        PGPASSWORD: token,
        // The certificate names the endpoint, not this address: its authority can be verified, its identity cannot.
        PGSSLMODE: bundle !== undefined ? 'verify-ca' : database.kind === 'target' ? undefined : 'require',
        PGSSLROOTCERT: bundle,
      }
    case 'mysql':
    case 'mariadb':
      return {
        MYSQL_HOST: LOOPBACK,
        MYSQL_TCP_PORT: port,
        MYSQL_PWD: token,
        // The plugin on the server's side wants the token as it is: what --enable-cleartext-plugin says.
        LIBMYSQL_ENABLE_CLEARTEXT_PLUGIN: token && '1',
      }
    default:
      return {}
  }
}

const SCHEMES: Record<EngineFamily, string> = {
  postgres: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mariadb',
  sqlserver: 'sqlserver',
  oracle: 'oracle',
  redis: 'rediss',
  memcached: 'tcp',
  mongodb: 'mongodb',
  neptune: 'https',
  opensearch: 'https',
  redshift: 'redshift',
  kubernetes: 'https',
}

/** Without a password: addresses end up in logs. */
function urlOf(family: EngineFamily | undefined, { user, database }: ClientPlace, port: string): string {
  const who = user === undefined ? '' : `${encodeURIComponent(user)}@`
  const what = database.databaseName === undefined ? '' : `/${encodeURIComponent(database.databaseName)}`
  const scheme = family === 'redis' && database.requireTls === false ? 'redis' : family ? SCHEMES[family] : 'tcp'
  return `${scheme}://${who}${LOOPBACK}:${port}${what}`
}
