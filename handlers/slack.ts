import { answering } from '../src/lambda/answer.js'
import { urlAnswer } from '../src/lambda/function-url.js'
import { slackOnLambda } from '../src/lambda/slack.js'

/** Answers Slack within three seconds: who asks is told that the work has begun, and everybody else nothing. */
export const handler = async (event: unknown) =>
  urlAnswer(
    await answering(
      'slack',
      process.env['IS_LOCAL'] === 'true',
      () => slackOnLambda(event, process.env),
      ({ status, why }) => ({ status, ...(why !== undefined && { why }) }),
    ),
  )
