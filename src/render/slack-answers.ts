import type { Report } from '../model/report.js'
import type { SlackMessage } from '../model/slack-message.js'
import { renderAnswer } from './slack/answer.js'
import { actionsBlock } from './slack/buttons.js'
import { renderConnect } from './slack/connect.js'
import { renderChain } from './slack/explain.js'
import { note } from './slack/note.js'
import { renderSlackPlan } from './slack/plan.js'
import { messageOf } from './slack.js'

/** What the slash command answers with. */
export const SLACK_ANSWERS = {
  overview,
  answer: renderAnswer,
  connect: renderConnect,
  explain: renderChain,
  plan: renderSlackPlan,
  note,
}

/** All databases, as in the message of a scheduled audit. */
function overview(report: Report): SlackMessage {
  const { text, blocks = [] } = messageOf(report, {})
  const isBlocked = report.tunnels.some(({ verdict }) => verdict === 'BLOCKED')
  return { text, blocks: [...blocks, ...(isBlocked ? actionsBlock([{ text: 'Plan fix', ask: { ask: 'plan' } }]) : [])] }
}
