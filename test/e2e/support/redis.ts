import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Certificate,
  freePort,
  NOBODY,
  ownFile,
  ownFolder,
  PASSWORD,
  type Server,
  started,
  USER,
} from './servers.js'

const SERVER = '/usr/bin/redis-server'
export const redisAvailable = existsSync(SERVER) && existsSync('/usr/bin/redis-cli')

/** Where the other half of the keys of a cache in cluster mode lie. */
export const OTHER_SHARD = '10.3.0.99:6379'

/** Redis, which lets USER in over TLS with PASSWORD; in cluster mode with the lower half of the slots. */
export async function startRedis(
  folder: string,
  { cert, key }: Certificate,
  { isSharded = false } = {},
): Promise<Server> {
  const home = ownFolder(folder)
  const port = await freePort()
  const args = [
    ...['--port', '0', '--tls-port', String(port), '--bind', '127.0.0.1', '--dir', home, '--save', ''],
    ...['--tls-cert-file', ownFile(join(home, 'server.crt'), cert)],
    ...['--tls-key-file', ownFile(join(home, 'server.key'), key)],
    ...['--tls-ca-cert-file', ownFile(join(home, 'ca.crt'), cert), '--tls-auth-clients', 'no'],
    ...['--user', USER, 'on', `>${PASSWORD}`, 'allkeys', '+@all', '--requirepass', PASSWORD],
    ...(isSharded ? await shardOf(home, port) : []),
  ]
  return started(SERVER, args, port, { cwd: home, ...NOBODY })
}

/** As a cluster writes its nodes down. The other one is never reached, and taken for there all the same. */
async function shardOf(home: string, port: number): Promise<string[]> {
  const bus = await freePort()
  const nodes = [
    `${'a'.repeat(40)} 127.0.0.1:${port}@${bus} myself,master - 0 0 1 connected 0-8191`,
    `${'b'.repeat(40)} ${OTHER_SHARD}@16379 master - 0 0 2 connected 8192-16383`,
    'vars currentEpoch 2 lastVoteEpoch 0',
  ]
  const written = join(home, '..', 'nodes.conf')
  writeFileSync(written, `${nodes.join('\n')}\n`)
  ownFile(join(home, 'nodes.conf'), written)
  const settings = ['--cluster-enabled', 'yes', '--cluster-port', String(bus), '--cluster-node-timeout', '600000']
  return [...settings, '--cluster-config-file', 'nodes.conf', '--cluster-require-full-coverage', 'no']
}
