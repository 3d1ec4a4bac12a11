import { forShells } from '../../../shell/index.js'
import { authorityOf } from './authority.js'
import { type Clients, login } from './client-target.js'
import { jdbc, settings, uri } from './graphical.js'

/** @see https://www.postgresql.org/docs/current/libpq-connect.html */
export const postgresClients: Clients = (target) => {
  const { user, name } = login(target)
  const { database, endpoint, localPort } = target
  const authority = authorityOf({ ...database, endpoint })
  const host = authority ? `host=${endpoint} hostaddr=127.0.0.1` : 'host=127.0.0.1'
  const tls = authority ? ` sslmode=verify-full sslrootcert=${authority.file}` : ''
  const url = `jdbc:postgresql://127.0.0.1:${localPort}/${uri(name)}?user=${uri(user)}`
  return [
    {
      client: 'psql',
      command: forShells(['psql', `${host} port=${localPort} user=${conninfo(user)} dbname=${conninfo(name)}${tls}`]),
      notes: [...(authority ? [authority.note] : []), ...(database.kind === 'proxy' ? [SYSTEM_NOTE] : [])],
    },
    jdbc(`${url}${authority ? `&sslmode=verify-ca&sslrootcert=${authority.file}` : ''}`),
    settings(target, authority ? 'verify-ca' : 'as the server has it'),
  ]
}

const SYSTEM_NOTE = 'psql 16 and later need no file for that: sslrootcert=system'

/** A value in a libpq connection string. */
const conninfo = (text: string) => (/^[\w.-]+$/.test(text) ? text : `'${text.replace(/[\\']/g, '\\$&')}'`)
