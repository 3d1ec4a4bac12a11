import type { SlackAsk, SlackJob } from '../../model/slack-job.js'
import type { SlackMessage } from '../../model/slack-message.js'
import type { Audience } from '../../publish/slack-reply.js'
import { mayReplyTo } from '../../slack/reply-address.js'
import { explain } from '../explain.js'
import { approve } from './approve.js'
import { sentenceOf } from './sentence.js'
import type { SlackWork } from './slack-work.js'

/** Answers with an audit as of now, with a plan, or with what became of a step; what goes wrong in one sentence. */
export async function workForSlack({ user, responseUrl, asked }: SlackJob, work: SlackWork): Promise<void> {
  if (!mayReplyTo(responseUrl, work.slack.hooksUrl)) throw new Error('The response_url is not at slack.hooksUrl.')
  const reply = (message: SlackMessage, audience: Audience = 'ephemeral') => work.reply(responseUrl, message, audience)
  if (asked.ask === 'apply') return approve(asked, user, { ...work, reply })
  // A command was answered at the door; what a button does shows nowhere.
  if (asked.ask !== 'show') await reply(work.answers.note('Looking at the account now: the answer follows here.'))
  const { message, audience } = await answerTo(asked, work).catch((error: unknown) => ({
    message: work.answers.note(sentenceOf(error, asked.ask === 'plan' ? 'remediation' : 'audit')),
    audience: 'ephemeral' as const,
  }))
  await reply(message, audience)
}

async function answerTo(
  asked: Exclude<SlackAsk, { ask: 'apply' }>,
  work: SlackWork,
): Promise<{ message: SlackMessage; audience: Audience }> {
  const { answers, slack, remedies } = work
  if (asked.ask === 'plan') {
    const { ask, ...scope } = asked
    const plan = await work.plan(scope)
    // Those who may approve are to see it.
    return { message: answers.plan(plan, { anybody: slack.approvers.length > 0, remedies }), audience: 'in_channel' }
  }
  const report = await work.audit()
  const message =
    asked.query === undefined
      ? answers.overview(report)
      : answers[asked.ask === 'show' ? 'answer' : asked.ask](report, explain(report, asked.query))
  return { message, audience: 'ephemeral' }
}
