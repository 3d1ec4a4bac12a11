import { answering } from '../src/lambda/answer.js'
import { summarizeOnLambda } from '../src/lambda/organization-summary.js'
import type { LambdaContext } from '../src/lambda/time.js'
import { RENDERERS } from '../src/render/published.js'

/** Of the state machine, at its end: one report of all accounts, published. */
export const handler = (event: unknown, context?: LambdaContext) =>
  answering(
    { name: 'organization-summary', env: process.env, context },
    () => summarizeOnLambda(event, process.env, RENDERERS, context),
    { describe: (answer) => answer },
  )
