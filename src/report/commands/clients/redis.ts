import { forShells } from '../../../shell/index.js'
import { oneEndpointNote } from '../../one-endpoint.js'
import type { Clients } from './client-target.js'

/**
 * The name in the certificate is asked for by `--sni`; its authority is one of Amazon's public ones.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html
 */
export const redisClients: Clients = ({ database, endpoint, localPort }) => {
  const client = /valkey/i.test(database.engine) ? 'valkey-cli' : 'redis-cli'
  const alone = oneEndpointNote(database)
  const tls = database.requireTls === false ? [] : ['--tls', '--sni', endpoint]
  return [
    {
      client,
      command: forShells([client, '-h', '127.0.0.1', '-p', String(localPort), ...tls]),
      notes: [
        PASSWORD_NOTE,
        ...(database.kind === 'target' ? [OWN_NOTE] : []),
        ...(alone === undefined ? [] : [alone]),
      ],
    },
  ]
}

const PASSWORD_NOTE = 'where the cache wants a password: --askpass, with --user NAME where it has users'
const OWN_NOTE =
  'a server without TLS: leave out --tls --sni NAME; one whose authority this machine does not trust: --cacert FILE'

export const memcachedClients: Clients = ({ database, endpoint, localPort }) => [
  {
    client: database.requireTls ? 'openssl' : 'telnet',
    command: database.requireTls
      ? forShells(['openssl', 's_client', '-connect', `127.0.0.1:${localPort}`, '-servername', endpoint, '-quiet'])
      : forShells(['telnet', '127.0.0.1', String(localPort)]),
    notes: [
      oneEndpointNote(database) ??
        'auto discovery sends a client to the addresses of the nodes, which one tunnel cannot follow: turn it off',
    ],
  },
]
