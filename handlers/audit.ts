import { answering } from '../src/lambda/answer.js'
import { auditOnLambda } from '../src/lambda/audit.js'
import type { LambdaContext } from '../src/lambda/time.js'
import { RENDERERS } from '../src/render/published.js'

/** On a schedule or on demand: audits, publishes when asked to, and answers with the JSON report. */
export const handler = (event: unknown, context?: LambdaContext) =>
  answering(
    'audit',
    process.env['IS_LOCAL'] === 'true',
    () => auditOnLambda(event, process.env, RENDERERS, context),
    ({ complete, summary, published }) => ({ complete, vpcs: summary.vpcs, ...(published && { published }) }),
  )
