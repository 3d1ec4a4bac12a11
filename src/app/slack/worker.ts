import { frontClients } from '../../aws/front-clients.js'
import { invoke } from '../../aws/invoke.js'
import { getObject } from '../../aws/object-file.js'
import type { Config } from '../../model/config.js'
import type { Env } from '../../model/env.js'
import { UsageError } from '../../model/errors.js'
import type { Plan, PlanResult } from '../../model/plan.js'
import type { Report } from '../../model/report.js'
import { replyToSlack } from '../../publish/slack-reply.js'
import { SLACK_TRANSPORT } from '../../publish/slack-transport.js'
import { approvalsIn } from './approvals.js'
import type { SlackAnswers, SlackWork } from './slack-work.js'

export interface Worker {
  config: Config
  remedies: readonly string[]
  bucket: string | undefined
  region: string
  /** Names of the functions. */
  functions: { audit: string; remediate: string }
  answers: SlackAnswers
  env: Env
  /** Ends the wait for a function. */
  signal?: AbortSignal
}

/**
 * What an answer is made of: the two functions, the bucket, and the way back to Slack.
 * @throws UsageError where the config says too little
 */
export function openWorker(worker: Worker): SlackWork {
  const { config, remedies, bucket, region, functions, answers, env, signal } = worker
  const { slack } = config
  if (slack === undefined || bucket === undefined)
    throw new UsageError('The slash command expects slack in the config, and a bucket.')
  const { s3, waiting } = frontClients(region, env)
  const call = (name: string, event: object) => invoke(waiting(), name, event, signal)
  return {
    ...{ slack, remedies, answers },
    audit: async () =>
      wholeReport(await call(functions.audit, {}), (key) => getObject({ s3: s3(), bucket, key }), bucket),
    plan: async (scope) => (await call(functions.remediate, { action: 'plan', ...scope })) as Plan,
    apply: async (planId, stepId) => {
      const event = { action: 'apply', planId, approve: [stepId] }
      const { steps } = (await call(functions.remediate, event)) as PlanResult
      const step = steps.find(({ id }) => id === stepId)
      if (step === undefined) throw new Error(`The remediation says nothing of ${stepId}.`)
      return step
    },
    approvals: approvalsIn(s3(), bucket),
    reply: (responseUrl, message, audience) =>
      replyToSlack(responseUrl, message, audience, { ...SLACK_TRANSPORT, env }),
    now: () => new Date(),
  }
}

/** The report that the audit function answered with, or that it put into the bucket where it is too large for an answer. */
export async function wholeReport(
  answer: unknown,
  read: (key: string) => Promise<{ text: string } | undefined>,
  bucket: string,
): Promise<Report> {
  const { truncated, location, note } = Object(answer)
  if (truncated !== true) return answer as Report
  const prefix = `s3://${bucket}/`
  if (typeof location !== 'string' || !location.startsWith(prefix)) throw new UsageError(String(note))
  const file = await read(location.slice(prefix.length))
  if (file === undefined) throw new UsageError(`The report is not at ${location}.`)
  return JSON.parse(file.text) as Report
}
