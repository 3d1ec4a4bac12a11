import { type SignedCallOptions, type SignedRequest, signedCall } from './signed-call.js'

export interface CallOptions {
  abortSignal?: AbortSignal
}

/** A page of a list. */
export interface Page {
  NextToken?: string
}

/** Answers a signed request; in samples not over the network. */
export type Answer = (request: SignedRequest, options: CallOptions) => Promise<unknown>

/** Over the network, every attempt counted. */
export const overNetwork =
  (options: Omit<SignedCallOptions, 'onAttempt' | 'abortSignal'>, count: (action: string) => void): Answer =>
  (request, { abortSignal }) =>
    signedCall(request, { ...options, abortSignal, onAttempt: () => count(request.action) })
