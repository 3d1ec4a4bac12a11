import { answering } from '../src/lambda/answer.js'
import { aboutAccount, auditAccountOnLambda } from '../src/lambda/organization-audit.js'
import type { LambdaContext } from '../src/lambda/time.js'

/** Of the state machine: the regions of an account, and the report of each. */
export const handler = (event: unknown, context?: LambdaContext) =>
  answering(
    { name: 'organization-audit', env: process.env, context, about: aboutAccount(event) },
    () => auditAccountOnLambda(event, process.env, context),
    { describe: (answer) => ({ ...answer }) },
  )
