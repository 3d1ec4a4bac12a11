import { classifyError } from '../../aws/errors.js'
import { AccountRefused, Throttled, Unavailable } from '../../model/organization-errors.js'

/** An error of a call by what is to be done about it; any other one as it is. */
export function typedError(error: unknown, api: string): unknown {
  const { outcome, message } = classifyError(error, api)
  if (outcome === 'throttled') return new Throttled(api, message, { cause: error })
  if (outcome === 'denied') return new AccountRefused(api, message, { cause: error })
  if (outcome === 'timeout' || isServerError(error) || isConnectionError(error))
    return new Unavailable(api, message, { cause: error })
  return error
}

function isServerError(error: unknown): boolean {
  const { $metadata } = Object(error) as { $metadata?: { httpStatusCode?: number } }
  return ($metadata?.httpStatusCode ?? 0) >= 500
}

const CONNECTION = /^(ECONNRESET|ECONNREFUSED|EPIPE|ENOTFOUND|EAI_AGAIN)$/
const isConnectionError = (error: unknown) => CONNECTION.test(String(Object(error).code))

/** Makes a call, and names what it ends with. */
export async function withTypedErrors<T>(api: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw typedError(error, api)
  }
}
