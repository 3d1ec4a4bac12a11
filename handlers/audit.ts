import { answering } from '../src/lambda/answer.js'
import { auditOnLambda } from '../src/lambda/audit.js'
import type { LambdaContext } from '../src/lambda/time.js'
import { RENDERERS } from '../src/render/published.js'

/** On a schedule or on demand: audits, publishes when asked to, and answers with the JSON report. */
export const handler = (event: unknown, context?: LambdaContext) =>
  answering({ name: 'audit', env: process.env, context }, () => auditOnLambda(event, process.env, RENDERERS, context), {
    describe: ({ complete, scope, summary, published }) => ({
      ...{ complete, regions: scope.regions, vpcs: summary.vpcs },
      ...(published && { published }),
    }),
    annotate: ({ complete, summary }) => ({ Complete: complete, Blocked: summary.vpcs.BLOCKED }),
  })
