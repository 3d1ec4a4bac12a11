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
  /** Milliseconds for one attempt, from connecting to the answer's last byte. */
  timeout: number
  /** Milliseconds that waiting between attempts may take in all. */
  patience: number
  attempts: number
  sleep: (milliseconds: number) => Promise<void>
}

export const SLACK_TRANSPORT: SlackTransport = {
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
    const outcome = await post(url, headers, body, transport.timeout)
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
  timeout: number,
): Promise<SlackAnswer | SlackError> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    })
    return { status: response.status, text: await response.text(), retryAfter: pauseOf(response) }
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'TimeoutError') {
      return new SlackError('timeout', `Slack did not answer within ${timeout} ms`, { cause })
    }
    return new SlackError('unreachable', 'Slack cannot be reached', { cause })
  }
}

function pauseOf(response: Response): number | undefined {
  const text = response.headers.get('retry-after') ?? ''
  return /^\d{1,6}$/.test(text) ? Number(text) * 1000 : undefined
}
