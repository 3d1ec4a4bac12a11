import { answering } from '../src/lambda/answer.js'
import { auditAccountOnLambda } from '../src/lambda/organization-audit.js'
import type { LambdaContext } from '../src/lambda/time.js'

/** Of the state machine: the regions of an account, and the report of each. */
export const handler = (event: unknown, context?: LambdaContext) =>
  answering(
    'organization-audit',
    process.env['IS_LOCAL'] === 'true',
    () => auditAccountOnLambda(event, process.env, context),
    (answer) => ({ ...answer }),
  )
