import { forShells } from '../../../shell/index.js'
import { authorityOf } from './authority.js'
import { type Clients, login } from './client-target.js'
import { jdbc, settings } from './graphical.js'
import { MAKE_TRUST_STORE, TRUST_STORE } from './trust-store.js'

/**
 * @see https://learn.microsoft.com/sql/tools/sqlcmd/sqlcmd-utility
 * @see https://learn.microsoft.com/sql/connect/jdbc/setting-the-connection-properties
 */
export const sqlserverClients: Clients = (target) => {
  const { user, name } = login(target)
  const { database, endpoint, localPort } = target
  const authority = authorityOf({ ...database, endpoint })
  const url = `jdbc:sqlserver://127.0.0.1:${localPort};databaseName=${braced(name)};user=${braced(user)};encrypt=true`
  const { file, password, type } = TRUST_STORE
  const store = `;trustStore=${file};trustStorePassword=${password};trustStoreType=${type}`
  const isOfRds = authority !== undefined && database.kind !== 'proxy'
  const verified = `;hostNameInCertificate=${endpoint}${isOfRds ? store : ''}`
  return [
    {
      client: 'sqlcmd',
      command: forShells(['sqlcmd', '-S', `tcp:127.0.0.1,${localPort}`, '-U', user, '-N', '-C']),
      notes: [
        '-C trusts the certificate unseen, since it does not name 127.0.0.1',
        ...(authority
          ? [
              `sqlcmd 18 verifies it with -F ${endpoint} in place of -C, where this machine trusts ${isOfRds ? 'the authorities of RDS' : "Amazon's public authorities"}`,
            ]
          : []),
      ],
    },
    {
      ...jdbc(`${url}${authority ? verified : ';trustServerCertificate=true'}`),
      ...(isOfRds && { before: MAKE_TRUST_STORE }),
    },
    settings(
      target,
      authority ? 'encrypted, host name in certificate as the endpoint' : 'encrypted, certificate trusted unseen',
    ),
  ]
}

/** A value in a JDBC property list of SQL Server. */
const braced = (text: string) => (/^\w+$/.test(text) ? text : `{${text.replaceAll('}', '}}')}}`)
