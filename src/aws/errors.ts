import type { CollectFailure, FailureOutcome } from '../model/collected.js'
import { masked } from '../model/masked.js'
import { isAbsent } from './absent-services.js'

/** No credentials, or ones that AWS refuses. The message says what to do. */
export class CredentialsError extends Error {
  override name = 'CredentialsError'
}

/** No region, an unknown one, or one that the account has not enabled. */
export class RegionError extends Error {
  override name = 'RegionError'
}

/** Error codes by what they mean for an audit; whatever is not here and has no telling HTTP status is `error`. */
const CODES: Record<Exclude<FailureOutcome, 'error'>, readonly string[]> = {
  denied: [
    'AccessDenied',
    'AccessDeniedException',
    'AuthorizationError',
    'AuthorizationErrorException',
    'Forbidden',
    'ForbiddenException',
    'KMSAccessDeniedException',
    'NotAuthorized',
    'UnauthorizedOperation',
  ],
  throttled: [
    'BandwidthLimitExceeded',
    'EC2ThrottledException',
    'LimitExceededException',
    'PriorRequestNotComplete',
    'RequestLimitExceeded',
    'RequestThrottled',
    'RequestThrottledException',
    'SlowDown',
    'Throttling',
    'ThrottledException',
    'ThrottlingException',
    'TooManyRequestsException',
  ],
  timeout: [
    'AbortError',
    'CallTimedOut',
    'ConnectTimeoutError',
    'ETIMEDOUT',
    'RequestTimeout',
    'RequestTimeoutException',
    'TimeoutError',
  ],
  unsupported: ['InvalidAction', 'UnknownOperation', 'UnknownOperationException'],
}

/** These say so of a region, or of a resource: only the message tells. */
const MAYBE_UNSUPPORTED = ['OperationNotSupportedException', 'UnsupportedOperation', 'UnsupportedOperationException']
/** As EC2: "The functionality you requested is not available in this region." */
const NOT_IN_REGION = /\bnot (?:available|supported) in (?:this|the)\b.*\bregion\b/i

/** Error codes of credentials that AWS does not accept, and what is wrong with them. */
const CREDENTIALS: Record<string, 'expired' | 'invalid' | 'missing'> = {
  AuthFailure: 'invalid',
  CredentialsProviderError: 'missing',
  ExpiredToken: 'expired',
  ExpiredTokenException: 'expired',
  InvalidAccessKeyId: 'invalid',
  InvalidClientTokenId: 'invalid',
  InvalidSignatureException: 'invalid',
  MissingAuthenticationToken: 'missing',
  RequestExpired: 'expired',
  SignatureDoesNotMatch: 'invalid',
  TokenProviderError: 'expired',
  TokenRefreshRequired: 'expired',
  UnrecognizedClientException: 'invalid',
}

const STATUSES: Record<number, FailureOutcome> = {
  403: 'denied',
  408: 'timeout',
  429: 'throttled',
  504: 'timeout',
}

/**
 * What a failed call means, as data. A connection that was reset is `error`: AWS said nothing about permissions or rates.
 * So is a name that does not resolve, but where AWS is known to have no such service; readers take `unsupported` for
 * "there are none", and a machine with broken DNS cannot tell that.
 */
export function classifyError(error: unknown, api: string, region?: string): CollectFailure {
  const message = shortMessage(error)
  if (!hasCode(error, ['ENOTFOUND'])) return { outcome: outcomeOf(error), api, message }
  if (isAbsent(api, region)) return { outcome: 'unsupported', api, message: `AWS has no such service in ${region}` }
  return { outcome: 'error', api, message: `${message}: the DNS of this machine does not know the name` }
}

function outcomeOf(error: unknown): FailureOutcome {
  const codes = codesOf(error)
  if (isReset(error)) return 'error'
  if (codes.some((code) => Object.hasOwn(CREDENTIALS, code))) return 'error'
  for (const outcome of ['denied', 'throttled', 'timeout', 'unsupported'] as const)
    if (codes.some((code) => CODES[outcome].includes(code))) return outcome
  if (hasCode(error, MAYBE_UNSUPPORTED) && NOT_IN_REGION.test(shortMessage(error))) return 'unsupported'
  return STATUSES[httpStatusOf(error) ?? 0] ?? 'error'
}

/** True for a connection that broke off. The SDK calls that a TimeoutError, too. */
export function isReset(error: unknown): boolean {
  return hasCode(error, ['ECONNRESET', 'EPIPE', 'ECONNREFUSED'])
}

/** The kind of trouble with the credentials, or `undefined` when the error is about something else. */
export function credentialsTrouble(error: unknown): 'expired' | 'invalid' | 'missing' | undefined {
  const code = codesOf(error).find((c) => Object.hasOwn(CREDENTIALS, c))
  if (code === undefined) return undefined
  return /expired/i.test(shortMessage(error)) ? 'expired' : CREDENTIALS[code]
}

/** True when the error's code is one of these, whichever of its fields holds it. */
export function hasCode(error: unknown, codes: readonly string[]): boolean {
  return codesOf(error).some((code) => codes.includes(code))
}

/** Name and system code of an error; AWS's code is the name. */
function codesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return []
  const { name, code, Code } = error as { name?: unknown; code?: unknown; Code?: unknown }
  return [name, code, Code].filter((value) => typeof value === 'string')
}

function httpStatusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
}

const MAX_MESSAGE = 300

/** One line, without what must not be shown. */
export function shortMessage(error: unknown): string {
  const text = error instanceof Error ? `${nameOf(error)}${error.message}` : String(error)
  const line = masked(text.replace(/\p{Cc}|\p{Zl}|\p{Zp}/gu, ' '))
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE - 1)}…` : line
}

/** Names that say nothing to whoever reads the message. */
const UNTOLD = new Set(['', 'Error', 'UsageError'])
const nameOf = ({ name }: Error) => (UNTOLD.has(name) ? '' : `${name}: `)
