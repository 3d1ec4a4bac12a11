import type { SlackMessage } from '../model/slack-message.js'
import { postUntilAnswered, SlackError, type SlackTransport } from './slack-transport.js'

/** Who sees an answer: the one who asked, or everybody in the channel. */
export type Audience = 'ephemeral' | 'in_channel'

/**
 * Answers a command or a button, under whatever was answered before.
 * @throws {SlackError} when Slack does not take the message; its text never holds the address
 * @see https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export async function replyToSlack(
  responseUrl: string,
  message: SlackMessage,
  audience: Audience,
  transport: SlackTransport,
): Promise<void> {
  const body = JSON.stringify({ response_type: audience, replace_original: false, ...message })
  const { status, text } = await postUntilAnswered(responseUrl, {}, body, transport)
  if (status !== 200 || /"ok"\s*:\s*false/.test(text))
    throw new SlackError('rejected', `Slack refused the answer: ${status} ${JSON.stringify(text.slice(0, 120))}`)
}
