/** Why a session is over. */
export type EndReason =
  /** Its own user ended it. */
  | 'ended'
  /** The service closed it: time-outs, an administrator, or a failure of the agent, in its words. */
  | 'closed'
  /** The connection was lost and could not be taken up again. */
  | 'lost'
  /** It never came to be: a refusal, or a step of the start that got no answer. */
  | 'failed'

export interface SessionEnd {
  reason: EndReason
  /** AWS's or the agent's own words, or what this side saw; may be empty. */
  message: string
}

/** AWS's words when nobody used a session for as long as the account's preferences allow. */
export const isIdleTimeout = ({ message }: SessionEnd): boolean => /timed out due to inactivity/i.test(message)
