import type { Database } from '../../model/database.js'
import type { ClientCommand } from '../../model/report.js'
import type { ShellCommand } from '../../model/shell-command.js'
import { forShells, sameForShells } from '../../shell/index.js'
import { type EngineFamily, engineFamily, login } from './engines.js'

/** Where a client connects: the tunnel's local end, and the real endpoint behind it. */
export interface ClientTarget {
  database: Database
  endpoint: string
  port: number
  localPort: number
  region: string
  profile?: string
  role?: 'writer' | 'reader'
  notes: readonly string[]
}

const CA_BUNDLE = 'global-bundle.pem'
const CA_NOTE = 'global-bundle.pem is at https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem'

type Clients = (target: ClientTarget) => { client: string; command: ShellCommand; notes?: string[] }[]

/** The next step in the database's own client, once the tunnel is up. No password or token is part of it. */
export function clientCommands(target: ClientTarget): ClientCommand[] {
  const family = engineFamily(target.database.engine)
  if (family === undefined) return []
  const token = target.database.iamAuthentication ? tokenCommand(target) : undefined
  return CLIENTS[family](target).map(({ client, command, notes = [] }) => ({
    client,
    ...(target.role && { role: target.role }),
    ...command,
    ...(token && { token }),
    notes: [...notes, ...(token ? [TOKEN_NOTE] : []), ...target.notes],
  }))
}

const TOKEN_NOTE =
  'IAM database authentication: the token is the password, signed for the real endpoint and port; it is valid for 15 minutes'

/** Signed for the real endpoint, never for localhost: RDS checks the name and port that were signed. */
function tokenCommand({ database, endpoint, port, region, profile }: ClientTarget): ShellCommand {
  return forShells([
    ...['aws', 'rds', 'generate-db-auth-token'],
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...['--region', region, '--hostname', endpoint, '--port', String(port), '--username', login(database).user],
  ])
}

const CLIENTS: Record<EngineFamily, Clients> = {
  postgres: (target) => {
    const { user, name } = login(target.database)
    const { endpoint, localPort } = target
    const connection = `host=${endpoint} hostaddr=127.0.0.1 port=${localPort} user=${conninfo(user)} dbname=${conninfo(name)} sslmode=verify-full sslrootcert=${CA_BUNDLE}`
    return [
      { client: 'psql', command: forShells(['psql', connection]), notes: [CA_NOTE] },
      jdbc(
        `jdbc:postgresql://127.0.0.1:${localPort}/${uri(name)}?user=${uri(user)}&sslmode=verify-ca&sslrootcert=${CA_BUNDLE}`,
      ),
      settings(target, 'verify-ca'),
    ]
  },
  mysql: (target) =>
    mysqlClients(target, 'mysql', ['--ssl-mode=VERIFY_CA', `--ssl-ca=${CA_BUNDLE}`], 'sslMode=VERIFY_CA'),
  mariadb: (target) =>
    mysqlClients(target, 'mariadb', [`--ssl-ca=${CA_BUNDLE}`], `sslMode=verify-ca&serverSslCert=${CA_BUNDLE}`),
  sqlserver: (target) => {
    const { user, name } = login(target.database)
    const { endpoint, localPort } = target
    return [
      {
        client: 'sqlcmd',
        command: forShells(['sqlcmd', '-S', `tcp:127.0.0.1,${localPort}`, '-U', user, '-N', '-C']),
        notes: ['-C trusts the certificate unseen, since it does not name 127.0.0.1'],
      },
      jdbc(
        `jdbc:sqlserver://127.0.0.1:${localPort};databaseName=${braced(name)};user=${braced(user)};encrypt=true;hostNameInCertificate=${endpoint}`,
      ),
      settings(target, 'encrypted, host name in certificate as the endpoint'),
    ]
  },
  oracle: (target) => {
    const { user, name } = login(target.database)
    const service = `//127.0.0.1:${target.localPort}/${name}`
    return [
      { client: 'sqlplus', command: forShells(['sqlplus', `${user}@${service}`]), notes: [] },
      jdbc(`jdbc:oracle:thin:@${service}`),
      settings(target, 'none on this port, unless the option group has SSL'),
    ]
  },
}

function mysqlClients(
  target: ClientTarget,
  program: 'mysql' | 'mariadb',
  tls: string[],
  jdbcTls: string,
): ReturnType<Clients> {
  const { user, name } = login(target.database)
  const { localPort } = target
  const cleartext = target.database.iamAuthentication && program === 'mysql' ? ['--enable-cleartext-plugin'] : []
  const argv = [
    program,
    '--host=127.0.0.1',
    `--port=${localPort}`,
    `--user=${user}`,
    '--password',
    ...cleartext,
    ...tls,
    name,
  ]
  return [
    {
      client: program,
      command: forShells(argv),
      notes: [
        'the certificate names the endpoint, not 127.0.0.1: its authority can be verified, its identity cannot',
        CA_NOTE,
      ],
    },
    jdbc(`jdbc:${program}://127.0.0.1:${localPort}/${uri(name)}?user=${uri(user)}&${jdbcTls}`),
    settings(target, 'verify-ca'),
  ]
}

const jdbc = (url: string) => ({
  client: 'jdbc',
  command: sameForShells(url),
  notes: [
    'drivers that follow the cluster topology dial its members themselves and so bypass the tunnel: turn that off',
  ],
})

/** What DBeaver, DataGrip and their like ask for. */
const settings = ({ database, localPort }: ClientTarget, tls: string) => {
  const { user, name } = login(database)
  return {
    client: 'dbeaver, datagrip',
    command: sameForShells(`Host 127.0.0.1 · Port ${localPort} · Database ${name} · User ${user} · SSL ${tls}`),
  }
}

const uri = (text: string) => encodeURIComponent(text)
/** A value in a JDBC property list of SQL Server. */
const braced = (text: string) => (/^\w+$/.test(text) ? text : `{${text.replaceAll('}', '}}')}}`)
/** A value in a libpq connection string. */
const conninfo = (text: string) => (/^[\w.-]+$/.test(text) ? text : `'${text.replace(/[\\']/g, '\\$&')}'`)
