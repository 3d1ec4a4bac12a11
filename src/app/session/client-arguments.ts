import { basename } from 'node:path'

/** Clients of MySQL and MariaDB, which no variable tells the user; `mysql` alone takes the host from one. */
const PROGRAMS = /^(mysql|mariadb)(-?(dump|admin|show|check|import))?(\.exe)?$/i
/** Options that count in first place alone. */
const FIRST = /^--(no-defaults|print-defaults|defaults-(file|extra-file|group-suffix)=)/
const HOST = /^(-h|--host\b)/
const PORT = /^(-P|--port\b)/
const USER = /^(-u|--user\b)/
const PASSWORD = /^(-p|--password\b|--skip-password)/
const TLS = /^--(skip-|disable-)?ssl\b/

export interface ClientArguments {
  localPort: number
  user?: string | undefined
  /** Path of the authority that signed the database's certificate. */
  bundle?: string | undefined
  /** Somebody is there to type the password, and none is known: psql asks by itself. */
  asksPassword: boolean
}

/**
 * What the environment cannot tell a client: put before the arguments that it was given, which go first.
 * @see https://dev.mysql.com/doc/refman/8.4/en/environment-variables.html
 */
export function clientArguments(
  program: string,
  given: readonly string[],
  { localPort, user, bundle, asksPassword }: ClientArguments,
): string[] {
  if (!PROGRAMS.test(basename(program))) return [...given]
  const lacks = (option: RegExp) => !given.some((argument) => option.test(argument))
  const first = given.findIndex((argument) => !FIRST.test(argument))
  const at = first < 0 ? given.length : first
  return [
    ...given.slice(0, at),
    ...(lacks(HOST) ? ['--host=127.0.0.1'] : []),
    ...(lacks(PORT) ? [`--port=${localPort}`] : []),
    ...(user !== undefined && lacks(USER) ? [`--user=${user}`] : []),
    ...(asksPassword && lacks(PASSWORD) ? ['--password'] : []),
    ...(bundle !== undefined && lacks(TLS) ? [`--ssl-ca=${bundle}`] : []),
    ...given.slice(at),
  ]
}
