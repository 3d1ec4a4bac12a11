import { answering } from '../src/app/lambda-answer.js'
import { remediateOnLambda } from '../src/app/lambda-remediate.js'
import type { LambdaContext } from '../src/app/lambda-time.js'

/** Plans, applies what is approved, verifies. */
export const handler = (event: unknown, context?: LambdaContext) =>
  answering(
    'remediate',
    process.env['IS_LOCAL'] === 'true',
    () => remediateOnLambda(event, process.env, context),
    (answer) => answer,
  )
