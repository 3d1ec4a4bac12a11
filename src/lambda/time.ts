import { setMaxListeners } from 'node:events'

/** The part of a Lambda invocation's context that matters here. */
export interface LambdaContext {
  getRemainingTimeInMillis?: () => number
  /** The same when Lambda tries an event again. */
  awsRequestId?: string
  /** `arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME`. */
  invokedFunctionArn?: string
}

/** Milliseconds that are kept for the answer; of a publication, which may have to wait for others, a fifth up to so many. */
const KEPT = 10_000
const KEPT_TO_PUBLISH = 90_000

/** How long the work may take; `undefined` outside Lambda. */
export function remainingTime(
  context: LambdaContext | undefined,
  publish = false,
): { deadline: Date; signal: AbortSignal } | undefined {
  const remaining = context?.getRemainingTimeInMillis?.()
  if (remaining === undefined) return undefined
  const kept = publish ? Math.max(KEPT, Math.min(remaining / 5, KEPT_TO_PUBLISH)) : KEPT
  const usable = Math.max(remaining - kept, 0)
  const signal = AbortSignal.timeout(usable)
  // Every call under way listens to it.
  setMaxListeners(0, signal)
  return { deadline: new Date(Date.now() + usable), signal }
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
const LONGEST_INVOCATION = 900_000

/** When this invocation has ended for certain. */
export const latestEnd = (context: LambdaContext | undefined): Date =>
  new Date(Date.now() + (context?.getRemainingTimeInMillis?.() ?? LONGEST_INVOCATION))
