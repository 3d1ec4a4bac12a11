import type { Inventory } from '../inventory/inventory.js'
import { findProgram, versionText } from '../local/programs.js'
import type { Database } from '../model/database.js'
import type { Env } from '../model/env.js'
import { UsageError } from '../model/errors.js'
import type { Invocation } from '../model/invocation.js'
import type { ClientCommand, DatabaseReport } from '../model/report.js'
import type { ShellCommand } from '../model/shell-command.js'
import { clientCommands, tokenArgv } from '../report/commands/client.js'
import type { ClientTarget } from '../report/commands/clients/client-target.js'
import type { Session } from '../report/commands/session.js'
import { tunnelNotes } from '../report/commands/tunnel.js'
import { idleMinutes } from '../report/connect.js'
import { commandLines } from '../shell/command-lines.js'
import { fillVariable } from '../shell/index.js'
import { ownCommand } from '../shell/own-command.js'
import { namedUser, passwordVariable } from './session/client-environment.js'

export interface StepWish {
  database: DatabaseReport
  inventory: Inventory
  /** What the database was asked for by, and how this program was started. */
  query: string
  invocation: Invocation
  /** That leads to the database, with the local port. */
  session: Session
  shell: keyof ShellCommand
  env: Env
  /** To be read beside `aws ssm start-session`, not run beside an open tunnel: the token is printed, not put anywhere. */
  isForPaper?: boolean
  /** Who logs in, and the client to show (e.g. `mysql`), of a saved connection. */
  user?: string | undefined
  client?: string | undefined
}

/** What to run once a tunnel is up. */
export interface ClientStep {
  /** What is to be run first, where a token is the password the command that signs one, then the client. */
  lines: string[]
  /** What to know before running them. */
  notes: string[]
}

/**
 * The next step in a client that is on this machine, where one is.
 * @throws UsageError when the database has no client of the name
 */
export async function clientStep(wish: StepWish): Promise<ClientStep> {
  const { session, shell, env } = wish
  const database = databaseIn(wish.inventory, wish.database)
  const user = namedUser(database, env) ?? wish.user
  const variable = wish.isForPaper ? undefined : passwordVariable(database.engine)
  const idle = idleMinutes(wish.inventory.regions.find(({ region }) => region === session.region))
  const target: ClientTarget = {
    database,
    endpoint: wish.database.endpoint,
    port: wish.database.port,
    localPort: Number(session.parameters?.['localPortNumber']),
    region: database.region,
    ...(session.profile !== undefined && { profile: session.profile }),
    ...(user !== undefined && { user }),
    isPasswordSet: database.iamAuthentication && variable !== undefined,
    notes: tunnelNotes(database, idle),
  }
  const client = await chosen(clientCommands(target), wish)
  if (client === undefined) return { lines: [], notes: [] }
  const { [shell]: line, token, before } = client
  const first = before ? [before[shell]] : []
  const notes = before ? [`the first line is to be run ${before.what}`, ...client.notes] : client.notes
  const isWithoutCli = !wish.isForPaper && (await findProgram('aws', env)) === undefined
  if (isWithoutCli && before && BY_CLI.test(before.bash))
    return database.kind === 'warehouse'
      ? { lines: [line], notes: [...client.notes, withoutCli(wish, client, 'ask IAM for a login')] }
      : { lines: [...first, line], notes: [...notes, 'there is no AWS CLI here, which the first line needs'] }
  if (token === undefined) return { lines: [...first, line], notes }
  if (isWithoutCli) return { lines: [...first, line], notes: [...notes, withoutCli(wish, client, 'sign a token')] }
  const signed = variable === undefined ? token : fillVariable(variable, tokenArgv(target))
  return { lines: [...first, signed[shell], line], notes }
}

/** Also inside of `eval`. */
const BY_CLI = /\baws [a-z]/

function withoutCli(
  { query, invocation, session, shell }: StepWish,
  { client }: ClientCommand,
  toDo: 'sign a token' | 'ask IAM for a login',
): string {
  const { [shell]: connect } = commandLines([ownCommand(['connect', query], invocation, session.region)])
  const itself = toDo === 'sign a token' ? 'signs one itself, for the user in SSM_READY_USER' : 'does so itself'
  return `there is no AWS CLI here to ${toDo}: \`${connect} -- ${client}\` ${itself}`
}

/** What the audit knows of a database beyond the report. */
export function databaseIn({ regions }: Inventory, wanted: DatabaseReport): Database {
  const database = regions
    .flatMap(({ databases }) => databases)
    .find(
      ({ databaseId, kind, region, vpcId = '' }) =>
        databaseId === wanted.databaseId && kind === wanted.kind && region === wanted.region && vpcId === wanted.vpcId,
    )
  if (database === undefined) throw new Error(`the audit lost sight of ${wanted.databaseId}`)
  return database
}

async function chosen(clients: readonly ClientCommand[], wish: StepWish): Promise<ClientCommand | undefined> {
  const of = (name: string) => clients.find(({ client }) => client === name)
  if (wish.client === undefined) return of(await onThisMachine(clients[0]?.client ?? '', wish.env))
  const client = of(wish.client)
  if (client) return client
  const names = clients.map((each) => each.client).join(', ')
  throw new UsageError(`client: expected one of ${names} for ${wish.database.databaseId}, got ${wish.client}.`)
}

/** Many systems have MariaDB's client under the name `mysql`, which takes other options. */
async function onThisMachine(first: string, env: Env): Promise<string> {
  if (first !== 'mysql' && first !== 'mariadb') return first
  const [mysql, mariadb] = await Promise.all(['mysql', 'mariadb'].map((name) => findProgram(name, env)))
  const version = mysql === undefined ? undefined : await versionText(mysql, env)
  const isOracles = version !== undefined && 'text' in version && !/mariadb/i.test(version.text)
  const here = { mysql: isOracles, mariadb: mariadb !== undefined }
  const other = first === 'mysql' ? 'mariadb' : 'mysql'
  return !here[first] && here[other] ? other : first
}
