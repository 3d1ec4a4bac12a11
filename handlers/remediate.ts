import { answering } from '../src/lambda/answer.js'
import { remediateOnLambda } from '../src/lambda/remediate.js'
import type { LambdaContext } from '../src/lambda/time.js'

/** Plans, applies what is approved, verifies. */
export const handler = (event: unknown, context?: LambdaContext) =>
  answering({ name: 'remediate', env: process.env, context }, () => remediateOnLambda(event, process.env, context), {
    describe: (answer) => answer,
  })
