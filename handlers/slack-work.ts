import { answering } from '../src/lambda/answer.js'
import { slackWorkOnLambda } from '../src/lambda/slack-work.js'
import type { LambdaContext } from '../src/lambda/time.js'
import { SLACK_ANSWERS } from '../src/render/slack-answers.js'

/** Audits, plans or applies what somebody in Slack asked for, and answers there. */
export const handler = (event: unknown, context?: LambdaContext) =>
  answering(
    { name: 'slack-work', env: process.env, context },
    () => slackWorkOnLambda(event, process.env, SLACK_ANSWERS, context),
    { describe: (answer) => answer },
  )
