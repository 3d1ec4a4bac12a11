import { createHash, createHmac } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { NodeHttpHandler } from '@smithy/node-http-handler'
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types'
import { hasCode, isReset } from './errors.js'
import { ATTEMPT_LIMIT, TIMEOUTS_PER_CALL } from './middleware.js'
import { within } from './within.js'

/** A call of a service for which there is no client here: a GET, or a POST of `body`. */
export interface SignedRequest {
  /** Its IAM action, e.g. `route53profiles:ListProfileAssociations`. */
  action: string
  region: string
  /** Without a trailing slash. */
  endpoint: string
  path: string
  query: Readonly<Record<string, string>>
  /** Beside those of the signature, in lower case. */
  headers?: Readonly<Record<string, string>>
  body?: string
}

export interface SignedCallOptions {
  credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider
  requestHandler: NodeHttpHandler
  maxAttempts: number
  /** Called before each attempt. */
  onAttempt: () => void
  abortSignal?: AbortSignal | undefined
  /** Milliseconds that an attempt may take, its whole answer included. */
  attemptLimit?: number | undefined
}

/** What AWS answered instead; `name` is its error code. */
class ServiceError extends Error {
  constructor(
    override readonly name: string,
    message: string,
    readonly $metadata: { httpStatusCode: number },
  ) {
    super(message)
  }
}

const RETRIED = new Set([429, 500, 502, 503, 504])
/** Some services throttle with status 400. */
const THROTTLED = /^(Throttl|TooManyRequests|RequestLimitExceeded)/
/** Milliseconds. */
const FIRST_PAUSE = 100
const LONGEST_PAUSE = 5_000

/** Sends a signed request, again where AWS is busy or the connection fails, and gives the answer: its JSON, or the text of any other. */
export async function signedCall(request: SignedRequest, options: SignedCallOptions): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    options.onAttempt()
    const answer = await within(options.attemptLimit ?? ATTEMPT_LIMIT, () => send(request, options)).catch(
      (error: unknown) => ({ error, isTransient: isTransient(error, attempt) }),
    )
    if ('text' in answer && answer.status >= 200 && answer.status < 300)
      return answer.text.startsWith('<') ? answer.text : JSON.parse(answer.text)
    const { error, isTransient: again } = 'text' in answer ? refused(answer) : answer
    if (!again || attempt >= options.maxAttempts) throw error
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1))
    await wait(pause, undefined, options.abortSignal ? { signal: options.abortSignal } : {})
  }
}

/** No answer in time, three times over, is none. */
const isTransient = (error: unknown, attempt: number): boolean =>
  isReset(error) || (hasCode(error, ['TimeoutError']) && attempt < TIMEOUTS_PER_CALL)

function refused({ status, headers, text }: Awaited<ReturnType<typeof send>>) {
  const error = errorOf(status, headers, text)
  return { error, isTransient: RETRIED.has(status) || THROTTLED.test(error.name) }
}

async function send(request: SignedRequest, { credentials, requestHandler, abortSignal }: SignedCallOptions) {
  const url = new URL(request.endpoint + request.path)
  const identity = typeof credentials === 'function' ? await credentials() : credentials
  const message = {
    method: methodOf(request),
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port !== '' && { port: Number(url.port) }),
    path: url.pathname,
    query: { ...request.query },
    headers: sign({ request, path: url.pathname, host: url.host }, identity, new Date()),
    ...(request.body !== undefined && { body: request.body }),
  }
  const { response } = await requestHandler.handle(message as Parameters<NodeHttpHandler['handle']>[0], {
    ...(abortSignal && { abortSignal }),
  })
  const chunks: Buffer[] = []
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) chunks.push(Buffer.from(chunk))
  return { status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') }
}

const methodOf = ({ body }: SignedRequest) => (body === undefined ? 'GET' : 'POST')

function errorOf(status: number, headers: Record<string, string>, text: string): ServiceError {
  const body = fieldsOf(text)
  const code = headers['x-amzn-errortype'] ?? body['__type'] ?? body['code'] ?? `Http${status}`
  const message = body['message'] ?? body['Message'] ?? ''
  const name = String(code).replace(/^.*#/, '').replace(/:.*$/, '')
  return new ServiceError(name, String(message), { httpStatusCode: status })
}

/** What an answer says; of XML, the fields of its error. */
function fieldsOf(text: string): Record<string, unknown> {
  if (text.startsWith('<')) {
    const field = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]
    const [code, message] = [field('Code'), field('Message')]
    return { ...(code && { code }), ...(message && { message: unescaped(message) }) }
  }
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** Ampersands last: what they have escaped is no other sign. */
const unescaped = (text: string) =>
  [
    ['&lt;', '<'],
    ['&gt;', '>'],
    ['&quot;', '"'],
    ['&apos;', "'"],
    ['&#39;', "'"],
    ['&amp;', '&'],
  ].reduce((so, [name = '', sign = '']) => so.replaceAll(name, sign), text)

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

/**
 * The headers of a request under Signature Version 4.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function sign(
  { request, path, host }: { request: SignedRequest; path: string; host: string },
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentialIdentity,
  now: Date,
): Record<string, string> {
  const [service = ''] = request.action.split(':')
  const time = now.toISOString().replace(/[:-]|\.\d{3}/g, '')
  const day = time.slice(0, 8)
  const headers: Record<string, string> = {
    ...{ ...request.headers, host, 'x-amz-date': time },
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  }
  const signed = Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1))
  const query = Object.entries(request.query)
    .map(([key, value]) => [encoded(key), encoded(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&')
  const names = signed.map(([name]) => name).join(';')
  const lines = signed.map(([name, value]) => `${name}:${value}`)
  const place = [methodOf(request), path.split('/').map(encoded).join('/'), query]
  const canonical = [...place, ...lines, '', names, hash(request.body ?? '')].join('\n')
  const scope = `${day}/${request.region}/${service}/aws4_request`
  const key = [request.region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, day))
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\n')).toString('hex')
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  }
}
