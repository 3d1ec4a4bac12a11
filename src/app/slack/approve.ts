import type { StepResult, StepState } from '../../model/plan.js'
import type { SlackJob } from '../../model/slack-job.js'
import type { SlackMessage } from '../../model/slack-message.js'
import type { Audience } from '../../publish/slack-reply.js'
import type { Approval, ApprovedStep } from './approvals.js'
import { hasEnded, sentenceOf } from './sentence.js'
import type { SlackWork } from './slack-work.js'

type Approving = Pick<SlackWork, 'slack' | 'apply' | 'approvals' | 'answers' | 'now'> & {
  reply(message: SlackMessage, audience?: Audience): Promise<void>
}

/** Milliseconds after which a function has ended for certain. */
const LONGEST = 16 * 60_000

const GOOD: ReadonlySet<StepState> = new Set(['done', 'already-done', 'pending'])

/** Applies one step, for one press, by somebody who may; everybody in the channel sees who it was and what became of it. */
export async function approve({ planId, stepId }: ApprovedStep, by: SlackJob['user'], work: Approving): Promise<void> {
  const { slack, approvals, now, reply } = work
  const { note } = work.answers
  if (!slack.approvers.includes(by.id))
    return reply(
      note('Sorry: only people whom ', { code: 'slack.approvers' }, ' lists may approve steps. Nothing was done.'),
    )
  const step = { planId, stepId }
  const until = new Date(now().getTime() + LONGEST).toISOString()
  const approval: Approval = { by, at: now().toISOString(), state: 'started', until }
  const before = await approvals.claim(step, approval)
  if (before) {
    const how = before.state === 'done' ? ' already: it is done.' : ' already: it is under way.'
    return reply(note({ user: before.by.id }, ' has approved ', { code: stepId }, how))
  }
  const end = (state: Approval['state']) => approvals.end(step, { ...approval, state })
  const pressed = [{ user: by.id }, ' approved ', { code: stepId }, ' of ', { code: planId }]
  try {
    await reply(note(...pressed, ': applying it now.'), 'in_channel')
  } catch (error) {
    // Nothing is done that nobody hears of.
    await end('failed')
    throw error
  }
  let result: StepResult
  try {
    result = await work.apply(planId, stepId)
  } catch (error) {
    if (hasEnded(error)) await end('failed')
    return reply(note(...pressed, `, and that came to nothing: ${sentenceOf(error, 'remediation')}`), 'in_channel')
  }
  await end(GOOD.has(result.state) ? 'done' : 'failed')
  const said = /[.!?]$/.test(result.message) ? result.message : `${result.message}.`
  return reply(note(...pressed, `: ${result.state}. ${said}`), 'in_channel')
}
