import type { Account, Choice, Inventory } from '../../../app/index.js'
import type { Report } from '../../../model/report.js'
import type { Io } from '../../io.js'
import { type AccountOptions, numberOf } from '../../options.js'
import { shellOf } from '../../terminal.js'

export interface ConnectOptions extends AccountOptions {
  via?: string
  localPort?: string
  streams?: string
  messageSize?: string
  with?: string
  reconnect: boolean
  all?: boolean
  print?: boolean
  wait?: boolean
  ssh?: boolean
  osUser?: string
}

/** One tunnel or shell that was asked for. */
export interface Wish {
  query: string
  via?: string | undefined
  localPort?: number | undefined
  /** Who logs in to the database, for a saved connection. */
  user?: string | undefined
  /** Whose line is printed, e.g. `psql`. */
  client?: string | undefined
}

/** What was asked for, with the host that is best for each. */
export interface Found {
  report: Report
  /** What the audit knows of them beyond the report. */
  inventory: Inventory
  choices: { choice: Choice; wish: Wish; chooseAgain: () => Promise<Choice> }[]
  account: Account
}

export const named = ({ profile }: Pick<ConnectOptions, 'profile'>) => (profile === undefined ? {} : { profile })

export const terminalOf = (io: Io) => ({
  env: io.env,
  stderr: io.stderr,
  stdinIsTerminal: io.stdin.isTTY === true,
  shell: shellOf(io.env),
})

/** @throws UsageError */
export const portOf = ({ localPort }: Pick<ConnectOptions, 'localPort'>): number | undefined =>
  localPort === undefined ? undefined : numberOf('--local-port', 65_535, localPort)

/** For the session of a wish. */
export const sessionOptions = (options: Pick<ConnectOptions, 'profile'>, { localPort }: Wish) => ({
  ...named(options),
  ...(localPort !== undefined && { localPort }),
})
