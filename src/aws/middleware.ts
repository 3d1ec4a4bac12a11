import type { FinalizeRequestMiddleware, MetadataBearer, Provider, RelativeMiddlewareOptions } from '@smithy/types'
import { iamAction } from './actions.js'
import { isReset } from './errors.js'
import { within } from './within.js'

/** A middleware of any service's client. */
type AttemptMiddleware = FinalizeRequestMiddleware<object, MetadataBearer>

/** What every SDK client has in common, as far as this program touches it. Their own types are not compatible with each other. */
export interface DecoratableClient {
  middlewareStack: {
    addRelativeTo(middleware: object, options: RelativeMiddlewareOptions): void
    /** False where there is none of that name. */
    remove(name: string): boolean
  }
  readonly config: { readonly region: Provider<string> }
}

/** Adds a middleware inside the retries, so that every attempt passes through. A later one sits outside an earlier one. */
function onEachAttempt(client: DecoratableClient, name: string, middleware: AttemptMiddleware): void {
  client.middlewareStack.addRelativeTo(middleware, { relation: 'after', toMiddleware: 'retryMiddleware', name })
}

/** Adds every attempt of a call to `apiCalls`, by IAM action. */
export function countAttempts(client: DecoratableClient, apiCalls: Record<string, number>): void {
  onEachAttempt(client, 'ssmReadyCount', (next, context) => (args) => {
    const action = iamAction(context.clientName ?? '', context.commandName ?? '')
    apiCalls[action] = (apiCalls[action] ?? 0) + 1
    return next(args)
  })
}

/** Milliseconds for an attempt with its whole answer: the connection's own limits end with the headers, and a body may stall. */
export const ATTEMPT_LIMIT = 30_000

/** Ends an attempt whose answer does not come to its end. */
export function limitAttempts(client: DecoratableClient, milliseconds = ATTEMPT_LIMIT): void {
  onEachAttempt(client, 'ssmReadyLimit', (next) => (args) => within(milliseconds, () => next(args)))
}

/** A call that got no answer in time, several times over. Not retried again. */
export class CallTimedOut extends Error {
  override name = 'CallTimedOut'
}

/** Attempts without an answer, after which a call has none. */
export const TIMEOUTS_PER_CALL = 3

/**
 * Ends a call after three attempts without an answer: eight of them would hold up the whole audit for minutes.
 * Throttling, resets and server errors keep all their attempts.
 */
export function giveUpAfterTimeouts(client: DecoratableClient): void {
  const counts = new WeakMap<object, number>()
  onEachAttempt(client, 'ssmReadyTimeouts', (next, context) => async (args) => {
    try {
      return await next(args)
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'TimeoutError' || isReset(error)) throw error
      const count = (counts.get(context) ?? 0) + 1
      counts.set(context, count)
      if (count < TIMEOUTS_PER_CALL) throw error
      throw new CallTimedOut(`no answer in ${count} attempts: ${error.message}`)
    }
  })
}
