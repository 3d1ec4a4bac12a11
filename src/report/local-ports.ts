import type { Database } from '../model/database.js'

const RANGE = 1_000
const HIGHEST = 65_535

/** Local ports of a database's tunnels: to its endpoint, and to its reader endpoint where it has one. */
export interface LocalPorts {
  endpoint: number
  reader: number
}

/**
 * A local port per endpoint, the same for every host and every run: ten thousand above the engine's port, moved by
 * a hash of the database's id, so that a database that comes or goes moves others only where they would collide.
 */
export function assignLocalPorts(databases: readonly Database[]): Map<Database, LocalPorts> {
  const taken = new Set<number>()
  const take = (database: Database, role: 'endpoint' | 'reader'): number => {
    const base = 10_000 + ((database.port ?? 0) % 50_000)
    const start = base + (hash(`${keyOf(database)}/${role}`) % RANGE)
    let port = start
    while (taken.has(port)) port = port === HIGHEST ? 10_000 : port + 1
    taken.add(port)
    return port
  }
  const sorted = [...databases].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const endpoints = sorted.map((database) => ({ database, endpoint: take(database, 'endpoint') }))
  return new Map(
    endpoints.map(({ database, endpoint }) => [
      database,
      { endpoint, reader: database.readerEndpoint === undefined ? endpoint : take(database, 'reader') },
    ]),
  )
}

const keyOf = ({ region, vpcId = '', kind, databaseId }: Database) => `${region}/${vpcId}/${kind}/${databaseId}`

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0
  return value
}
