import type { Account, Choice } from '../../../app/index.js'
import type { Database } from '../../../model/database.js'
import type { Report } from '../../../model/report.js'
import type { Io } from '../../io.js'
import type { AccountOptions } from '../../options.js'
import { shellOf } from '../../terminal.js'

export interface ConnectOptions extends AccountOptions {
  via?: string
  localPort?: string
  streams?: string
  with?: string
  reconnect: boolean
  print?: boolean
  wait?: boolean
  ssh?: boolean
  osUser?: string
}

/** What was asked for, with the host that is best for each. */
export interface Found {
  report: Report
  /** What the audit knows of them beyond the report. */
  databases: readonly Database[]
  choices: { choice: Choice; chooseAgain: () => Promise<Choice> }[]
  account: Account
}

export const named = ({ profile }: Pick<ConnectOptions, 'profile'>) => (profile === undefined ? {} : { profile })

export const terminalOf = (io: Io) => ({
  env: io.env,
  stderr: io.stderr,
  stdinIsTerminal: io.stdin.isTTY === true,
  shell: shellOf(io.env),
})
