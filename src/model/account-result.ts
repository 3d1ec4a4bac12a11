import type { CollectFailure } from './collected.js'
import type { Report } from './report.js'
import type { ShellCommand } from './shell-command.js'

/** What became of an account, or of one region of it. */
export type AccountResult = AccountAsked & (AccountAudited | AccountFailed | AccountLeftOut)

interface AccountAsked {
  accountId: string
  /** In its organization. */
  name?: string
}

export interface AccountAudited {
  report: Report
  /** ARN of whoever looked. */
  as?: string
  /** Profile of the AWS CLI that the report's commands name. */
  profile?: string
  /** Commands that make the profile, where nobody has it yet. */
  profileSetUp?: ShellCommand
}

export interface AccountFailed {
  /** The call that ended it; the message says why, in one sentence. */
  failure: CollectFailure
  /** Absent: nothing of the account was looked at. */
  region?: string
}

export interface AccountLeftOut {
  /** A sentence that says why: its state in the organization, or that it has none of the regions. */
  leftOut: string
}
