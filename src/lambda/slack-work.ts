import type { SlackAnswers } from '../app/slack/slack-work.js'
import { workForSlack } from '../app/slack/work.js'
import { openWorker } from '../app/slack/worker.js'
import type { Env } from '../model/env.js'
import { UsageError } from '../model/errors.js'
import { type SlackJob, slackJobSchema } from '../model/slack-job.js'
import { zodSentence } from '../model/zod-sentence.js'
import { lambdaSettings } from './settings.js'
import { type LambdaContext, remainingTime } from './time.js'

/**
 * Does what the front door has handed over.
 * @returns what was asked, for the log
 * @throws UsageError naming the field of the event or the variable of the environment; whatever Slack does not take
 */
export async function slackWorkOnLambda(
  event: unknown,
  env: Env,
  answers: SlackAnswers,
  context?: LambdaContext,
): Promise<Pick<SlackJob, 'user' | 'asked'>> {
  const parsed = slackJobSchema.safeParse(event)
  if (!parsed.success) throw new UsageError(zodSentence('slack event', parsed.error))
  const { config, remedies, bucket } = lambdaSettings(env)
  const signal = remainingTime(context)?.signal
  const work = openWorker({
    ...{ config, remedies, bucket, answers, env, region: env['AWS_REGION'] ?? '', ...(signal && { signal }) },
    functions: { audit: env['SSM_READY_AUDIT_FUNCTION'] ?? '', remediate: env['SSM_READY_REMEDIATE_FUNCTION'] ?? '' },
  })
  await workForSlack(parsed.data, work)
  const { user, asked } = parsed.data
  return { user, asked }
}
