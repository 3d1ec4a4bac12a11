import { answering } from '../src/lambda/answer.js'
import { urlAnswer } from '../src/lambda/function-url.js'
import { slackOnLambda } from '../src/lambda/slack.js'
import type { LambdaContext } from '../src/lambda/time.js'

/** Answers Slack within three seconds: who asks is told that the work has begun, and everybody else nothing. */
export const handler = async (event: unknown, context?: LambdaContext) =>
  urlAnswer(
    await answering({ name: 'slack', env: process.env, context }, () => slackOnLambda(event, process.env), {
      describe: ({ status, why }) => ({ status, ...(why !== undefined && { why }) }),
    }),
  )
