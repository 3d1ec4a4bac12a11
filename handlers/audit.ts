import { answering } from '../src/app/lambda-answer.js'
import { auditOnLambda } from '../src/app/lambda-audit.js'
import type { LambdaContext } from '../src/app/lambda-time.js'
import { RENDERERS } from '../src/render/published.js'

/** On a schedule or on demand: audits, publishes when asked to, and answers with the JSON report. */
export const handler = (event: unknown, context?: LambdaContext) =>
  answering(
    'audit',
    process.env['IS_LOCAL'] === 'true',
    () => auditOnLambda(event, process.env, RENDERERS, context),
    ({ complete, summary }) => ({
      complete,
      vpcs: summary.vpcs,
    }),
  )
