export type EngineFamily =
  | 'postgres'
  | 'mysql'
  | 'mariadb'
  | 'sqlserver'
  | 'oracle'
  | 'redis'
  | 'memcached'
  | 'mongodb'
  | 'neptune'
  | 'opensearch'
  | 'redshift'
  | 'kubernetes'

const FAMILIES: readonly (readonly [RegExp, EngineFamily])[] = [
  [/postgres/, 'postgres'],
  [/mariadb/, 'mariadb'],
  [/mysql|^aurora$/, 'mysql'],
  [/sqlserver|^mssql/, 'sqlserver'],
  [/oracle/, 'oracle'],
  [/redis|valkey/, 'redis'],
  [/memcached/, 'memcached'],
  [/docdb|mongo/, 'mongodb'],
  [/neptune/, 'neptune'],
  [/opensearch|elasticsearch/, 'opensearch'],
  [/redshift/, 'redshift'],
  [/kubernetes/, 'kubernetes'],
]

/** `aurora-postgresql` → `postgres`; `undefined` for an engine without a client of its own. */
export function engineFamily(engine: string): EngineFamily | undefined {
  return FAMILIES.find(([pattern]) => pattern.test(engine.toLowerCase()))?.[1]
}
