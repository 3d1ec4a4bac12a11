/** One block of Block Kit. */
export type SlackBlock = { type: string } & Record<string, unknown>

/** A message as Slack takes it: blocks, and the text of notifications. */
export interface SlackMessage {
  text: string
  blocks?: SlackBlock[]
}

/** A part of a sentence: words, somebody in Slack, or a name as code. */
export type SlackWords = string | { user: string } | { code: string }
