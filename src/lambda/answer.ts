import { Logger } from '@aws-lambda-powertools/logger'
import { isExpected } from '../app/expected-error.js'
import type { Env } from '../model/env.js'
import type { LambdaContext } from './time.js'
import { type Annotations, tracedInvocation } from './tracing.js'

/** One run of a function. */
export interface Invocation {
  /** Of the function, in its log and its traces. */
  name: string
  env: Env
  context?: LambdaContext | undefined
  /** What it looks at, where that is elsewhere. */
  about?: Record<string, string>
}

/** What is told of an answer. */
export interface Told<T> {
  /** In the log. */
  describe: (answer: T) => object
  /** In the trace, to find it by. */
  annotate?: (answer: T) => Annotations
}

/**
 * Runs a function's use case, traces it and logs how it went. Expected errors leave without a stack: Lambda shows that to the
 * caller. Under `sls invoke local` stdout carries the answer, so only errors (on stderr) are logged.
 */
export async function answering<T>(
  { name, env, context, about }: Invocation,
  work: () => Promise<T>,
  { describe, annotate }: Told<T>,
): Promise<T> {
  const isLocal = env['IS_LOCAL'] === 'true'
  const where = { ...whereabouts(env, context), ...about }
  const request = context?.awsRequestId
  const logger = new Logger({
    ...{
      serviceName: 'ssm-ready',
      persistentKeys: { ...(request !== undefined && { function_request_id: request }), ...where },
    },
    ...(isLocal && { logLevel: 'ERROR' as const }),
  })
  try {
    const answer = await tracedInvocation({ name, about: capitalised(where) }, work, annotate)
    logger.info(name, { answer: describe(answer) })
    return answer
  } catch (error) {
    if (isExpected(error)) error.stack = `${error.name}: ${error.message}`
    else logger.error(name, error instanceof Error ? error : new Error(String(error)))
    throw error
  }
}

/** Where the function is. */
function whereabouts(env: Env, context: LambdaContext | undefined): Record<string, string> {
  const [, , , region = env['AWS_REGION'], account] = context?.invokedFunctionArn?.split(':') ?? []
  return { ...(account !== undefined && { account }), ...(region !== undefined && { region }) }
}

/** As X-Ray writes names of annotations. */
const capitalised = (keys: Record<string, string>): Annotations =>
  Object.fromEntries(
    Object.entries(keys).map(([key, value]) => [`${key.slice(0, 1).toUpperCase()}${key.slice(1)}`, value]),
  )
