import { Logger } from '@aws-lambda-powertools/logger'
import { isExpected } from '../app/expected-error.js'

/**
 * Runs a function's use case and logs how it went. Expected errors leave without a stack: Lambda shows that to the caller.
 * Under `sls invoke local` stdout carries the answer, so only errors (on stderr) are logged.
 */
export async function answering<T>(
  name: string,
  local: boolean,
  work: () => Promise<T>,
  describe: (answer: T) => object,
): Promise<T> {
  const logger = new Logger({ serviceName: 'ssm-ready', ...(local && { logLevel: 'ERROR' as const }) })
  try {
    const answer = await work()
    logger.info(name, { answer: describe(answer) })
    return answer
  } catch (error) {
    if (isExpected(error)) error.stack = `${error.name}: ${error.message}`
    else logger.error(name, error instanceof Error ? error : new Error(String(error)))
    throw error
  }
}
