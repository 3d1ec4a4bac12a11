import * as z from 'zod'
import { awsWord, freeText } from './redaction.js'

/**
 * Why a collection could not be read. `unsupported`: the API does not exist in this region or partition, as AWS itself
 * says or as is known; never a guess.
 */
export const FAILURE_OUTCOMES = ['denied', 'throttled', 'timeout', 'unsupported', 'error'] as const
export type FailureOutcome = (typeof FAILURE_OUTCOMES)[number]

/** `api` is spelled as its IAM action, e.g. `ec2:DescribeVpcEndpoints`. */
export interface CollectFailure {
  outcome: FailureOutcome
  api: string
  message: string
}

/** The answer of one list or get call: its whole value, or why there is none. Never a part of a list. */
export type Collected<T> = { outcome: 'ok'; api: string; value: T } | CollectFailure

export const collectFailureSchema = z.object({
  outcome: z.enum(FAILURE_OUTCOMES),
  api: awsWord,
  message: freeText,
})

export function collectedSchema<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('ok'), api: awsWord, value }),
    collectFailureSchema,
  ])
}
