import { openFront } from '../app/slack/front.js'
import { type HttpAnswer, type Reception, receiveFromSlack } from '../app/slack/receive.js'
import type { Env } from '../model/env.js'
import { requestOf } from './function-url.js'
import { lambdaSettings } from './settings.js'

/** As long as the function lives: the secret and the connections are kept. */
let front: Reception | undefined

/**
 * The front door of the slash command.
 * @throws UsageError naming the variable of the environment or the field of the config
 */
export async function slackOnLambda(event: unknown, env: Env): Promise<HttpAnswer> {
  front ??= frontOf(env)
  const request = requestOf(event)
  if (request === undefined) return { status: 400, why: 'no request to a URL' }
  try {
    return await receiveFromSlack(request, front)
  } catch (error) {
    // The secret or the bucket: whoever asks is told nothing, the log everything.
    return { status: 503, why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
  }
}

function frontOf(env: Env): Reception {
  const { config, bucket } = lambdaSettings(env)
  return openFront({
    ...{ config, bucket, env },
    region: env['AWS_REGION'] ?? '',
    worker: env['SSM_READY_SLACK_WORKER'] ?? '',
  })
}
