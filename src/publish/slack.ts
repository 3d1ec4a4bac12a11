import * as z from 'zod'
import { postUntilAnswered, type SlackAnswer, SlackError, type SlackTransport } from './slack-transport.js'

export { SlackError, type SlackTransport } from './slack-transport.js'

/** Where messages go: a webhook, which takes one message, or a bot's token and channel, which also take a thread. */
export type SlackDestination =
  | { webhookUrl: string }
  | {
      botToken: string
      channel: string
      /** Default: `https://slack.com/api`. */
      apiUrl?: string
    }

export interface SlackDelivery {
  /** Messages that Slack took, of which the first is the report and the others its thread. */
  sent: number
}

/**
 * Posts a rendered message (`{ text, blocks }` as JSON) and, where a bot posts, `thread` under it. A message may appear
 * twice when Slack took it and failed to say so: it is sent again.
 *
 * @throws {SlackError} when Slack does not take the message; its text never holds the webhook's address or the token
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 * @see https://docs.slack.dev/reference/methods/chat.postMessage
 */
export async function sendToSlack(
  destination: SlackDestination,
  message: string,
  thread: readonly string[],
  transport: SlackTransport,
): Promise<SlackDelivery> {
  if ('webhookUrl' in destination) {
    accepted(await postUntilAnswered(destination.webhookUrl, {}, message, transport))
    return { sent: 1 }
  }
  const first = await postAsBot(destination, message, undefined, transport)
  for (const reply of thread) await postAsBot(destination, reply, first, transport)
  return { sent: 1 + thread.length }
}

/** A webhook says `ok`, and in words what is wrong with a message. */
function accepted(answer: SlackAnswer): void {
  if (answer.status !== 200)
    throw new SlackError('rejected', `Slack refused the message: ${answer.status} ${excerpt(answer.text)}`)
  if (answer.text.trim() !== 'ok')
    throw new SlackError('malformed', `The webhook answered ${excerpt(answer.text)} instead of ok`)
}

const posted = z.union([
  z.object({ ok: z.literal(true), ts: z.string() }),
  z.object({ ok: z.literal(false), error: z.string() }),
])

async function postAsBot(
  destination: Extract<SlackDestination, { botToken: string }>,
  message: string,
  threadTs: string | undefined,
  transport: SlackTransport,
): Promise<string> {
  const { botToken, channel, apiUrl = 'https://slack.com/api' } = destination
  const content = z.record(z.string(), z.unknown()).parse(JSON.parse(message))
  const body = { ...content, channel, unfurl_links: false, ...(threadTs !== undefined && { thread_ts: threadTs }) }
  const headers = { authorization: `Bearer ${botToken}` }
  const answer = await postUntilAnswered(`${apiUrl}/chat.postMessage`, headers, JSON.stringify(body), transport)
  if (answer.status !== 200)
    throw new SlackError('rejected', `Slack refused the message: ${answer.status} ${excerpt(answer.text)}`)
  const result = posted.safeParse(jsonOf(answer.text))
  if (!result.success) throw new SlackError('malformed', `Slack's answer cannot be read: ${excerpt(answer.text)}`)
  if (!result.data.ok) throw new SlackError('rejected', `Slack refused the message: ${excerpt(result.data.error)}`)
  return result.data.ts
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new SlackError('malformed', `Slack's answer is no JSON: ${excerpt(text)}`, { cause })
  }
}

/** An answer may be anything, such as a proxy's page. */
function excerpt(text: string): string {
  return JSON.stringify(text.slice(0, 120))
}
