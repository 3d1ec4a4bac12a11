import type { Database } from '../../../model/database.js'
import type { Preparation } from '../../../model/report.js'
import type { ShellCommand } from '../../../model/shell-command.js'

/** Where a client connects: the tunnel's local end, and the real endpoint behind it. */
export interface ClientTarget {
  database: Database
  endpoint: string
  port: number
  localPort: number
  region: string
  profile?: string
  role?: 'writer' | 'reader'
  /** Who logs in, where somebody said so. */
  user?: string
  /** The password is in the variable that the client reads, and is not to be asked for. */
  isPasswordSet?: boolean
  notes: readonly string[]
}

export interface Client {
  client: string
  command: ShellCommand
  before?: Preparation
  /** Without commands: those are quoted for a shell, and so in `before`. */
  notes?: string[]
}

export type Clients = (target: ClientTarget) => Client[]

/** A word to replace. */
export const YOUR_USER = 'YOUR_USER'

/**
 * What a client connects with. The master user is not one to log in with a token, unless somebody has granted it that.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.DBAccounts.html
 */
export function login({ database, user }: Pick<ClientTarget, 'database' | 'user'>): { user: string; name: string } {
  const master = database.iamAuthentication ? undefined : database.masterUsername
  return { user: user ?? master ?? YOUR_USER, name: database.databaseName ?? 'YOUR_DATABASE' }
}
