import { answering } from '../src/lambda/answer.js'
import { listOnLambda } from '../src/lambda/organization-list.js'
import type { LambdaContext } from '../src/lambda/time.js'

/** Of the state machine: which accounts of the organisation are audited. */
export const handler = (event: unknown, context?: LambdaContext) =>
  answering({ name: 'organization-list', env: process.env, context }, () => listOnLambda(event, process.env), {
    describe: (answer) => answer,
  })
