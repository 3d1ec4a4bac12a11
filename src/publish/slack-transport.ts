import { request as requestPlain } from 'node:http'
import { request } from 'node:https'
import { text as textOf } from 'node:stream/consumers'
import { agentFor, ProxyError } from '../aws/proxy-agent.js'
import type { Env } from '../model/env.js'
import { UsageError } from '../model/errors.js'

export type SlackErrorCode = 'rejected' | 'malformed' | 'rate-limited' | 'server-error' | 'timeout' | 'unreachable'

export class SlackError extends Error {
  override readonly name = 'SlackError'
  readonly code: SlackErrorCode
  constructor(code: SlackErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

export interface SlackTransport {
  /** Which may name a proxy. */
  env: Env
  /** Milliseconds for one attempt, from connecting to the answer's last byte. */
  timeout: number
  /** Milliseconds that waiting between attempts may take in all. */
  patience: number
  attempts: number
  sleep: (milliseconds: number) => Promise<void>
}

export const SLACK_TRANSPORT: Omit<SlackTransport, 'env'> = {
  timeout: 10_000,
  patience: 60_000,
  attempts: 5,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
}

export interface SlackAnswer {
  status: number
  text: string
  /** Milliseconds, where Slack asks for a pause. */
  retryAfter: number | undefined
}

/**
 * Posts until something other than 429, 5xx or silence comes back; waits as long as `Retry-After` says, or else longer
 * each time.
 *
 * @throws {SlackError} `rate-limited`, `server-error`, `timeout` or `unreachable` when attempts or patience are used up
 * @see https://docs.slack.dev/apis/web-api/rate-limits
 */
export async function postUntilAnswered(
  url: string,
  headers: Record<string, string>,
  body: string,
  transport: SlackTransport,
): Promise<SlackAnswer> {
  let waited = 0
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await post(url, headers, body, transport)
    if (!(outcome instanceof SlackError) && outcome.status !== 429 && outcome.status < 500) return outcome
    const failure = outcome instanceof SlackError ? outcome : failureOf(outcome)
    const pause = (outcome instanceof SlackError ? undefined : outcome.retryAfter) ?? 500 * 2 ** (attempt - 1)
    if (attempt >= transport.attempts || waited + pause > transport.patience) throw failure
    waited += pause
    await transport.sleep(pause)
  }
}

function failureOf({ status, retryAfter }: SlackAnswer): SlackError {
  if (status !== 429) return new SlackError('server-error', `Slack answers ${status}`)
  const pause = retryAfter === undefined ? '' : ` and asks for ${Math.ceil(retryAfter / 1000)} s of silence`
  return new SlackError('rate-limited', `Slack limits the rate${pause}`)
}

async function post(
  url: string,
  headers: Record<string, string>,
  body: string,
  { timeout, env }: SlackTransport,
): Promise<SlackAnswer | SlackError> {
  const signal = AbortSignal.timeout(timeout)
  try {
    const answer = await send(new URL(url), { headers, body, signal, env })
    const { status } = answer
    // A message goes nowhere but where somebody said.
    if (status >= 300 && status < 400) return new SlackError('unreachable', `Slack sends elsewhere (${status})`)
    return answer
  } catch (cause) {
    if (signal.aborted) return new SlackError('timeout', `Slack did not answer within ${timeout} ms`, { cause })
    const isProxys = cause instanceof ProxyError || cause instanceof UsageError
    return new SlackError('unreachable', `Slack cannot be reached${isProxys ? `: ${cause.message}` : ''}`, { cause })
  }
}

async function send(
  url: URL,
  { headers, body, signal, env }: { headers: Record<string, string>; body: string; signal: AbortSignal; env: Env },
): Promise<SlackAnswer> {
  const agent = await agentFor(url, env)
  const options = {
    ...{ method: 'POST', signal, ...(agent && { agent }) },
    headers: {
      ...headers,
      ...{ 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) },
    },
  }
  return new Promise((resolve, reject) => {
    const start = url.protocol === 'http:' ? requestPlain : request
    const sent = start(url, options, (response) => {
      const { statusCode = 0, headers: answered } = response
      const retryAfter = pauseOf(answered['retry-after'])
      textOf(response).then((text) => resolve({ status: statusCode, text, retryAfter }), reject)
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

function pauseOf(text = ''): number | undefined {
  return /^\d{1,6}$/.test(text) ? Number(text) * 1000 : undefined
}
