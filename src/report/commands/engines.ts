export type EngineFamily = 'postgres' | 'mysql' | 'mariadb' | 'sqlserver' | 'oracle'

const FAMILIES: readonly (readonly [RegExp, EngineFamily])[] = [
  [/postgres/, 'postgres'],
  [/mariadb/, 'mariadb'],
  [/mysql|^aurora$/, 'mysql'],
  [/sqlserver|^mssql/, 'sqlserver'],
  [/oracle/, 'oracle'],
]

/** `aurora-postgresql` → `postgres`; `undefined` for an engine without a client of its own. */
export function engineFamily(engine: string): EngineFamily | undefined {
  return FAMILIES.find(([pattern]) => pattern.test(engine.toLowerCase()))?.[1]
}
