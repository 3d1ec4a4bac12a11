import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { databaseToken } from '../../aws/database-token.js'
import { shortMessage } from '../../aws/errors.js'
import { warehouseLogin } from '../../aws/warehouse-login.js'
import { findProgram } from '../../local/programs.js'
import { runCommand } from '../../local/run-command.js'
import type { Database } from '../../model/database.js'
import type { Env } from '../../model/env.js'
import { UsageError } from '../../model/errors.js'
import type { ShellCommand } from '../../model/shell-command.js'
import { type Authority, authorityOf } from '../../report/commands/clients/authority.js'
import { engineFamily } from '../../report/commands/engines.js'
import { forShells } from '../../shell/index.js'
import type { Account } from '../account.js'
import { clientArguments, namesNoAuthority } from './client-arguments.js'
import { clientEnvironment, namedUser, passwordVariable } from './client-environment.js'

export interface ClientWish {
  /** The program and its arguments. */
  command: readonly string[]
  database: Database
  /** Who logs in, of a saved connection. */
  user?: string | undefined
  account: Pick<Account, 'clients'>
  env: Env
  cwd: string
  stdinIsTerminal: boolean
  /** Of the user. */
  shell: keyof ShellCommand
  /** A sentence to the user. */
  say: (sentence: string) => void
}

/**
 * Finds the client before a tunnel is opened for it.
 * @returns what runs it at the tunnel's local end, and gives its exit code
 * @throws UsageError when there is no such program
 */
export async function clientOf(wish: ClientWish): Promise<(localPort: number) => Promise<number>> {
  const [name = '', ...args] = wish.command
  const program = await findProgram(name, wish.env)
  if (program === undefined)
    throw new UsageError(`${name} is not on PATH: what follows -- is a program and its arguments.`)
  return async (localPort) => {
    const { variables, given } = await handedOver(wish, localPort)
    const env = { ...wish.env, ...variables }
    return runCommand({
      program,
      args: clientArguments(program, args, given),
      env,
      stdinIsTerminal: wish.stdinIsTerminal,
    })
  }
}

/** What the client is told: by variables, and where it has none for it, by arguments. */
async function handedOver(wish: ClientWish, localPort: number) {
  const { database, env, cwd } = wish
  const { endpoint = '', port = 0 } = database
  const named = namedUser(database, env) ?? wish.user
  const master = named ?? database.masterUsername
  const { user = master, token } =
    database.kind === 'warehouse'
      ? await warehouseLoginOf(wish, named)
      : { token: await tokenOf(wish, { endpoint, port, user: master, isNamed: named !== undefined }) }
  const authority = authorityOf(database)
  const bundle = authority && (await fileIn(cwd, authority.file))
  const variables = clientEnvironment(
    {
      database,
      endpoint,
      localPort,
      ...(user !== undefined && { user }),
      ...(token !== undefined && { token }),
      ...(bundle !== undefined && { bundle }),
    },
    env,
  )
  if (authority && !bundle) tellMissing(authority, wish, saysRequire(variables, env))
  const ownFile = await passwordFile(wish)
  return {
    variables,
    given: {
      localPort,
      endpoint,
      isPlain: database.requireTls === false,
      user: named === undefined && ownFile ? undefined : user,
      bundle,
      asksPassword: wish.stdinIsTerminal && !variables['MYSQL_PWD'] && !env['MYSQL_PWD'] && !ownFile,
    },
  }
}

/** Clients of DocumentDB refuse a certificate whose authority they do not know; others go on without. */
function tellMissing({ file, url }: Authority, { database, command, shell, say }: ClientWish, isRequired: boolean) {
  const { [shell]: fetch } = forShells(['curl', '-fsSO', url], ['curl.exe', '-fsSO', url])
  const missing = `${file} is not in this folder (${fetch})`
  if (engineFamily(database.engine) === 'mongodb') {
    if (namesNoAuthority(command))
      say(`${missing}, and without it mongosh refuses the certificate of ${database.databaseId}`)
  } else if (isRequired || passwordVariable(database.engine) === 'MYSQL_PWD')
    say(`the certificate is not verified: ${missing}`)
}

/** Neither the user nor the folder names an authority. */
const saysRequire = (set: Env, { PGSSLROOTCERT }: Env) => set['PGSSLMODE'] === 'require' && !PGSSLROOTCERT

/** Signed when the client is about to start: it is valid for 15 minutes. A password of the user's own goes first. */
async function tokenOf(
  wish: ClientWish,
  { endpoint, port, user, isNamed }: { endpoint: string; port: number; user: string | undefined; isNamed: boolean },
): Promise<string | undefined> {
  const { database, account, env, say } = wish
  const variable = passwordVariable(database.engine)
  if (!database.iamAuthentication || variable === undefined || env[variable]) return undefined
  if (user === undefined || (!isNamed && (await hasOtherPassword(wish)))) {
    const other = user === undefined ? '' : `; ${user}, the master user, logs in with its password`
    say(`the database takes IAM tokens: name a user that was granted them in SSM_READY_USER to have one signed${other}`)
    return undefined
  }
  const token = await databaseToken(account.clients, { region: database.region, endpoint, port, user })
  say(`${variable} holds an IAM token for ${user}, valid for 15 minutes; a password of your own in it is left alone`)
  if (!isNamed) say(`${user} is the master user, who needs to be granted that, too; SSM_READY_USER names another`)
  return token
}

/** Redshift makes a user with a password for whoever asks; somebody who is named has a password of their own. */
async function warehouseLoginOf(
  wish: ClientWish,
  named: string | undefined,
): Promise<{ user?: string; token?: string }> {
  const { database, account, env, say } = wish
  if (named !== undefined || env['PGPASSWORD'] || (await passwordFile(wish)) !== undefined) return {}
  try {
    const { user, password } = await warehouseLogin(account.clients, database)
    say(
      `PGUSER and PGPASSWORD hold a login that IAM made (${user}), valid for 15 minutes; SSM_READY_USER names another`,
    )
    return { user, token: password }
  } catch (error) {
    say(`IAM made no login (${shortMessage(error)}): log in with a password of your own, as the user in SSM_READY_USER`)
    return {}
  }
}

/** A master user was rarely granted to log in with a token, which would take the place of the password. */
const hasOtherPassword = async (wish: ClientWish) => wish.stdinIsTerminal || (await passwordFile(wish)) !== undefined

/** Where the client finds users and passwords by itself. */
async function passwordFile({ database, env }: ClientWish): Promise<string | undefined> {
  const home = env['HOME'] ?? ''
  const variable = passwordVariable(database.engine)
  if (variable === undefined) return undefined
  const file = variable === 'PGPASSWORD' ? env['PGPASSFILE'] || join(home, '.pgpass') : join(home, '.my.cnf')
  return fileIn('/', file)
}

async function fileIn(folder: string, name: string): Promise<string | undefined> {
  const file = resolve(folder, name)
  return access(file).then(
    () => file,
    () => undefined,
  )
}
