import { createHmac } from 'node:crypto'
import type { HttpRequest } from '../../src/app/slack/receive.js'

export const SIGNING_SECRET = '8f742231b10e8888abcd99yyyzzz85a5'

/** The request that Slack publishes with its signature. */
export const PUBLISHED = {
  timestamp: '1531420618',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
}

/** By the words of Slack's documentation, and not by this program's own. */
export const signed = (timestamp: string, body: string, secret = SIGNING_SECRET): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`

export const NOW = new Date('2026-11-24T06:00:00Z')
export const seconds = (date: Date): string => String(Math.floor(date.getTime() / 1000))

/** A request as Slack sends it now. */
export function requestWith(body: string, timestamp = seconds(NOW), more: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'POST',
    headers: new Map([
      ['x-slack-request-timestamp', timestamp],
      ['x-slack-signature', signed(timestamp, body)],
    ]),
    body: Buffer.from(body),
    ...more,
  }
}

const TEAM = 'T1DC2JH3J'
export const RESPONSE_URL = 'https://hooks.slack.com/commands/T1DC2JH3J/397700885554/96rGlfmibIGlgcZRskXaIFfN'

/** The form of a slash command. */
export const command = (text: string, more: Record<string, string> = {}): string =>
  new URLSearchParams({
    ...{ team_id: TEAM, user_id: 'U2CERLKJA', user_name: 'roadrunner', command: '/ssm-ready', text },
    response_url: RESPONSE_URL,
    ...more,
  }).toString()

/** The form of a button that somebody pressed. */
export const press = (action_id: string, value: object, more: Record<string, unknown> = {}): string =>
  new URLSearchParams({
    payload: JSON.stringify({
      type: 'block_actions',
      team: { id: TEAM, domain: 'testteamnow' },
      user: { id: 'U2CERLKJA', username: 'roadrunner', team_id: TEAM },
      response_url: RESPONSE_URL,
      actions: [{ type: 'button', action_id, value: JSON.stringify(value) }],
      ...more,
    }),
  }).toString()
