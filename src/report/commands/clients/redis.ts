import { forShells } from '../../../shell/index.js'
import type { Clients } from './client-target.js'

/**
 * The name in the certificate is asked for by `--sni`; its authority is one of Amazon's public ones.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html
 */
export const redisClients: Clients = ({ database, endpoint, localPort }) => {
  const client = /valkey/i.test(database.engine) ? 'valkey-cli' : 'redis-cli'
  const tls = database.requireTls === false ? [] : ['--tls', '--sni', endpoint]
  return [
    {
      client,
      command: forShells([client, '-h', '127.0.0.1', '-p', String(localPort), ...tls]),
      notes: [PASSWORD_NOTE, ...(database.isSharded ? [SHARDS_NOTE] : [])],
    },
  ]
}

const PASSWORD_NOTE = 'where the cache wants a password: --askpass, with --user NAME where it has users'
const SHARDS_NOTE =
  'this cache runs in cluster mode: each shard answers for its own keys and sends you to the address of another for the rest (MOVED), which one tunnel cannot follow. A client that follows them needs to run inside the VPC; for the keys of one shard make its node a target in the config'

/** A cluster of several nodes is spread by the client, which dials each of them. */
export const memcachedClients: Clients = ({ database, endpoint, localPort }) => [
  {
    client: database.requireTls ? 'openssl' : 'telnet',
    command: database.requireTls
      ? forShells(['openssl', 's_client', '-connect', `127.0.0.1:${localPort}`, '-servername', endpoint, '-quiet'])
      : forShells(['telnet', '127.0.0.1', String(localPort)]),
    notes: ['auto discovery sends a client to the addresses of the nodes, which one tunnel cannot follow: turn it off'],
  },
]
