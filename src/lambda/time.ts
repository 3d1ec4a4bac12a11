import { setMaxListeners } from 'node:events'

/** The part of a Lambda invocation's context that matters here. */
export interface LambdaContext {
  getRemainingTimeInMillis?: () => number
}

/** Milliseconds that are kept for the answer. */
const KEPT = 10_000

/** How long the work may take; `undefined` outside Lambda. */
export function remainingTime(context: LambdaContext | undefined): { deadline: Date; signal: AbortSignal } | undefined {
  const remaining = context?.getRemainingTimeInMillis?.()
  if (remaining === undefined) return undefined
  const usable = Math.max(remaining - KEPT, 0)
  const signal = AbortSignal.timeout(usable)
  // Every call under way listens to it.
  setMaxListeners(0, signal)
  return { deadline: new Date(Date.now() + usable), signal }
}
