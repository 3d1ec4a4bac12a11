import { answering } from '../src/lambda/answer.js'
import { remediateOnLambda } from '../src/lambda/remediate.js'
import type { LambdaContext } from '../src/lambda/time.js'

/** Plans, applies what is approved, verifies. */
export const handler = (event: unknown, context?: LambdaContext) =>
  answering(
    'remediate',
    process.env['IS_LOCAL'] === 'true',
    () => remediateOnLambda(event, process.env, context),
    (answer) => answer,
  )
