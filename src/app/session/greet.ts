import type { DatabaseReport } from '../../model/report.js'
import { type EngineFamily, engineFamily } from '../../report/commands/engines.js'
import { type DialAnswer, dialOnce } from '../../session/dial.js'
import type { GreetingKind, Tunnel } from '../../session/index.js'

/** Memcached without TLS says nothing to one who asks in TLS. */
const GREETINGS_OF: Record<EngineFamily, GreetingKind> = {
  ...{ postgres: 'postgres', mysql: 'mysql', mariadb: 'mariadb', sqlserver: 'sqlserver', oracle: 'oracle' },
  ...{ redis: 'redis', redshift: 'redshift', memcached: 'any' },
  ...{ mongodb: 'tls', neptune: 'tls', opensearch: 'tls', kubernetes: 'tls' },
}

/**
 * ElastiCache names what speaks TLS `master.…`, `replica.…` or `clustercfg.…`, and the rest by its number or mode further on.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Endpoints.html
 */
const PLAIN_CACHE = /^(?!master\.|replica\.|clustercfg\.).*\.(0001|clustercfg)\.\w+\.cache\.amazonaws\.com/i

/** How to make a database of this kind say who it is. */
export function greetingOf({ engine, endpoint }: Pick<DatabaseReport, 'engine' | 'endpoint'>): GreetingKind {
  const family = engineFamily(engine)
  if (family === 'redis' && PLAIN_CACHE.test(endpoint)) return 'plain-redis'
  return (family && GREETINGS_OF[family]) ?? 'any'
}

/** Opens one connection of a tunnel to its database, and listens to what it says before anybody logs in. */
export async function greet(tunnel: Tunnel, database: DatabaseReport): Promise<DialAnswer | undefined> {
  const session = tunnel.session
  return session && dialOnce({ open: (events) => session.dial(events), kind: greetingOf(database) })
}

/** Where an answer tells nothing, it is not expected to. */
const TALKING: Partial<Record<GreetingKind, string>> = {
  ...{ postgres: 'PostgreSQL', mysql: 'MySQL', mariadb: 'MariaDB', sqlserver: 'SQL Server', oracle: 'Oracle Database' },
  ...{ redshift: 'Redshift', redis: 'Redis with TLS', 'plain-redis': 'Redis' },
}

/** The answer in one sentence. */
export function sentenceOf(
  { outcome, server, error, latencyMs }: DialAnswer,
  { engine, endpoint: name, port }: Pick<DatabaseReport, 'engine' | 'endpoint' | 'port'>,
): string {
  const endpoint = `${name}:${port}`
  const expected = TALKING[greetingOf({ engine, endpoint: name })]
  switch (outcome) {
    case 'answered':
      if (!server && expected) return `Something answered in ${latencyMs} ms, but not as ${expected} does.`
      if (error) return `${server ?? 'It'} answered, and refuses connections: error ${error.code}: ${error.message}.`
      return `${server ?? 'It'} answered in ${latencyMs} ms.`
    case 'refused':
      return `The host could not open ${endpoint}: it was refused or unreachable, or the name does not resolve (the agent does not say which).`
    case 'closed':
      return `${endpoint} took the connection and closed it without a word.`
    case 'silent':
      return `${endpoint} has said nothing for ${Math.round(latencyMs / 1_000)} s: packets are dropped on the way, or the server waits for its client.`
    case 'lost':
      return 'The session ended before there was an answer.'
  }
}
