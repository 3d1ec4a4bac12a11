import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { databaseToken } from '../../aws/database-token.js'
import { findProgram } from '../../local/programs.js'
import { runCommand } from '../../local/run-command.js'
import type { Database } from '../../model/database.js'
import type { Env } from '../../model/env.js'
import { UsageError } from '../../model/errors.js'
import type { Account } from '../account.js'
import { clientEnvironment, isOfBundle, passwordVariable, userOf } from './client-environment.js'

export interface ClientWish {
  /** The program and its arguments. */
  command: readonly string[]
  database: Database
  account: Pick<Account, 'clients'>
  env: Env
  cwd: string
  stdinIsTerminal: boolean
  /** A sentence to the user. */
  say: (sentence: string) => void
}

const BUNDLE = 'global-bundle.pem'
const BUNDLE_URL = 'https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem'

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
    const set = await variablesOf(wish, localPort)
    return runCommand({ program, args, env: { ...wish.env, ...set }, stdinIsTerminal: wish.stdinIsTerminal })
  }
}

async function variablesOf(wish: ClientWish, localPort: number): Promise<Record<string, string>> {
  const { database, env, cwd } = wish
  const { endpoint = '', port = 0 } = database
  const user = userOf(database, env)
  const token = await tokenOf(wish, { endpoint, port, user })
  const bundle = isOfBundle(database) ? await bundleIn(cwd) : undefined
  const set = clientEnvironment(
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
  if (set['PGSSLMODE'] === 'require' && isOfBundle(database) && !env['PGSSLROOTCERT'])
    wish.say(`the certificate is not verified: ${BUNDLE} is not in this folder (curl -fsSO ${BUNDLE_URL})`)
  return set
}

/** Signed when the client is about to start: it is valid for 15 minutes. A password of the user's own goes first. */
async function tokenOf(
  { database, account, env, say }: ClientWish,
  { endpoint, port, user }: { endpoint: string; port: number; user: string | undefined },
): Promise<string | undefined> {
  const variable = passwordVariable(database.engine)
  if (!database.iamAuthentication || variable === undefined || env[variable]) return undefined
  if (user === undefined) {
    say('the database takes IAM tokens: name the user in SSM_READY_USER to have one signed')
    return undefined
  }
  const token = await databaseToken(account.clients, { region: database.region, endpoint, port, user })
  const cleartext = variable === 'MYSQL_PWD' ? ', which mysql sends with --enable-cleartext-plugin only' : ''
  say(
    `${variable} holds an IAM token for ${user}, valid for 15 minutes${cleartext}; a password of your own in it is left alone`,
  )
  return token
}

async function bundleIn(folder: string): Promise<string | undefined> {
  const file = resolve(folder, BUNDLE)
  return access(file).then(
    () => file,
    () => undefined,
  )
}
