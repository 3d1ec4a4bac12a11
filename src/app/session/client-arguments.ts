import { basename } from 'node:path'
import { mongodbAddress } from '../../report/commands/clients/mongodb.js'

/** Clients of MySQL and MariaDB, which no variable tells the user; `mysql` alone takes the host from one. */
const OF_MYSQL = /^(mysql|mariadb)(-?(dump|admin|show|check|import))?(\.exe)?$/i
/** Options that count in first place alone. */
const FIRST = /^--(no-defaults|print-defaults|defaults-(file|extra-file|group-suffix)=)/
const HOST = /^(-h|--host\b)/
const PORT = /^(-P|--port\b)/
const USER = /^(-u|--user\b)/
const PASSWORD = /^(-p|--password\b|--skip-password)/
const TLS = /^--(skip-|disable-)?ssl\b/

export interface ClientArguments {
  localPort: number
  /** The real one, which certificates name. */
  endpoint: string
  /** The server is known to speak no TLS. */
  isPlain?: boolean
  user?: string | undefined
  /** Path of the authority that signed the database's certificate. */
  bundle?: string | undefined
  /** Somebody is there to type the password, and none is known: psql asks by itself. */
  asksPassword: boolean
}

type Completed = (given: readonly string[], place: ClientArguments) => string[]

/** What the environment cannot tell a client: put before the arguments that it was given, which go first. */
export function clientArguments(program: string, given: readonly string[], place: ClientArguments): string[] {
  const name = basename(program)
  return CLIENTS.find(([programs]) => programs.test(name))?.[1](given, place) ?? [...given]
}

const lacking = (given: readonly string[]) => (option: RegExp) => !given.some((argument) => option.test(argument))

/** @see https://dev.mysql.com/doc/refman/8.4/en/environment-variables.html */
const mysql: Completed = (given, { localPort, user, bundle, asksPassword }) => {
  const lacks = lacking(given)
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

/**
 * A user is named only together with a password, which REDISCLI_AUTH holds or `--askpass` asks for.
 * @see https://redis.io/docs/latest/develop/tools/cli/
 */
const redis: Completed = (given, { localPort, endpoint, isPlain = false, user }) => {
  const lacks = lacking(given)
  if (!lacks(/^(-u|-s)$/)) return [...given]
  return [
    ...(lacks(/^-h$/) ? ['-h', '127.0.0.1'] : []),
    ...(lacks(/^-p$/) ? ['-p', String(localPort)] : []),
    ...(isPlain || !lacks(/^--(tls|sni)$/) ? [] : ['--tls', '--sni', endpoint]),
    ...(user !== undefined && lacks(/^--user$/) ? ['--user', user] : []),
    ...given,
  ]
}

/**
 * The first word is the address, or the name of a database on this machine, unless it is an option or a file.
 * @see https://www.mongodb.com/docs/mongodb-shell/reference/options/
 */
const mongodb: Completed = (given, { localPort, user, bundle }) => {
  const [first = ''] = given
  const name = /^[\w-]+$/.test(first) && !first.startsWith('-') ? first : undefined
  const isAddress = name === undefined && first !== '' && !/^-|\.(js|mongodb)$/.test(first)
  if (isAddress || given.some((word) => word.startsWith('mongodb:') || word.startsWith('mongodb+'))) return [...given]
  const authority = bundle !== undefined && namesNoAuthority(given) ? ['--tlsCAFile', bundle] : []
  return [mongodbAddress(localPort, user, name), ...authority, ...given.slice(name === undefined ? 0 : 1)]
}

/** Of `mongosh`: neither a file of authorities nor that certificates are taken unseen. */
export const namesNoAuthority = (given: readonly string[]): boolean =>
  !given.some((word) => /^--tls(CAFile|UseSystemCA|AllowInvalidCertificates)\b|tlsCAFile=|tlsInsecure=/.test(word))

/** @see https://kubernetes.io/docs/reference/kubectl/generated/kubectl_options/ */
const kubectl: Completed = (given, { localPort, endpoint }) =>
  lacking(given)(/^(-s|--server)\b/)
    ? ['--server', `https://127.0.0.1:${localPort}`, '--tls-server-name', endpoint, ...given]
    : [...given]

const CLIENTS: readonly (readonly [programs: RegExp, completed: Completed])[] = [
  [OF_MYSQL, mysql],
  [/^(redis|valkey)-(cli|benchmark)(\.exe)?$/i, redis],
  [/^mongosh(\.exe)?$/i, mongodb],
  [/^kubectl(\.exe)?$/i, kubectl],
]
