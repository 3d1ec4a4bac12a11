import { forShells } from '../../../shell/index.js'
import { type Authority, authorityOf } from './authority.js'
import { type Client, type Clients, type ClientTarget, login } from './client-target.js'
import { jdbc, settings, uri } from './graphical.js'
import { MAKE_TRUST_STORE, TRUST_STORE } from './trust-store.js'

type Program = 'mysql' | 'mariadb'

/** The engine's own client first; either can talk to either. */
export const mysqlClients = (engine: Program): Clients => {
  const programs: Program[] = engine === 'mysql' ? ['mysql', 'mariadb'] : ['mariadb', 'mysql']
  return (target) => {
    const { database, endpoint } = target
    const authority = authorityOf({ ...database, endpoint })
    return [
      ...programs.map((program) => programOf(program, target, authority)),
      driverOf(engine, target, authority),
      settings(target, authority ? 'verify-ca' : 'as the server has it'),
    ]
  }
}

/**
 * MariaDB's client has other words for TLS, and sends a token without being told to.
 * @see https://dev.mysql.com/doc/refman/8.4/en/connection-options.html
 * @see https://mariadb.com/docs/server/clients-and-utilities/mariadb-client/mariadb-command-line-client
 */
function programOf(program: Program, target: ClientTarget, authority: Authority | undefined): Client {
  const { user, name } = login(target)
  const isOracles = program === 'mysql'
  const argv = [
    ...[program, '--host=127.0.0.1', `--port=${target.localPort}`, `--user=${user}`],
    ...(target.isPasswordSet ? [] : ['--password']),
    ...(target.database.iamAuthentication && isOracles ? ['--enable-cleartext-plugin'] : []),
    ...(authority && isOracles ? ['--ssl-mode=VERIFY_CA'] : []),
    ...(authority ? [`--ssl-ca=${authority.file}`] : []),
    name,
  ]
  const notes = [
    ...(isOracles && authority
      ? ["where mysql is MariaDB's client, which has no --ssl-mode, take the line of mariadb"]
      : []),
    ...(authority ? [IDENTITY_NOTE, authority.note] : []),
  ]
  return { client: program, command: forShells(argv), notes }
}

const IDENTITY_NOTE =
  'the certificate names the endpoint, not 127.0.0.1: its authority can be verified, its identity cannot'

/**
 * MariaDB's driver reads the file itself, MySQL's a trust store.
 * @see https://dev.mysql.com/doc/connector-j/en/connector-j-connp-props-security.html
 * @see https://mariadb.com/docs/connectors/mariadb-connector-j/using-tls-ssl-with-mariadb-java-connector
 */
function driverOf(engine: Program, target: ClientTarget, authority: Authority | undefined): Client {
  const { user, name } = login(target)
  const url = `jdbc:${engine}://127.0.0.1:${target.localPort}/${uri(name)}?user=${uri(user)}`
  if (!authority) return jdbc(url)
  // Versions up to 2.7 leave sslMode out without a word, and would send everything in the clear.
  const verifyCa = 'sslMode=verify-ca&useSsl=true&disableSslHostnameVerification=true'
  if (engine === 'mariadb') return jdbc(`${url}&${verifyCa}&serverSslCert=${authority.file}`)
  // Java has Amazon's public authorities.
  if (target.database.kind === 'proxy') return jdbc(`${url}&sslMode=VERIFY_CA`)
  const { file, password, type } = TRUST_STORE
  const store = `trustCertificateKeyStoreUrl=file:${file}&trustCertificateKeyStorePassword=${password}&trustCertificateKeyStoreType=${type}`
  return { ...jdbc(`${url}&sslMode=VERIFY_CA&${store}`), before: MAKE_TRUST_STORE }
}
