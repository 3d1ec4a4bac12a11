import type { AnyExplanation, Explanation } from '../../model/explanation.js'
import type { Report } from '../../model/report.js'
import type { SlackMessage } from '../../model/slack-message.js'
import { connectCommand } from '../own-command.js'
import { minute } from '../words.js'
import { renderAnswer } from './answer.js'
import { type Block, codeBlock, context, escapeText, header, section, sentence } from './mrkdwn.js'
import { subjectOf } from './subject.js'

/** Slack takes no longer text in a block; a command that does not fit is left out rather than cut. */
const MAX_COMMAND = 2800

/** The commands that connect, as of now; where nothing can connect any more, what is in the way. */
export function renderConnect(report: Report, given: AnyExplanation): SlackMessage {
  const { explanation, title, query, isOpen } = subjectOf(report, given)
  if ('vpc' in explanation || !isOpen) return renderAnswer(report, given)
  const { host } = explanation
  return {
    text: escapeText(`How to connect to ${title}`),
    blocks: [
      header(`Connect to ${title}`),
      ...commandBlock('With ssm-ready', connectCommand([query], {}, host.region).bash),
      ...otherWays(explanation),
      context(`judged ${escapeText(minute(report.generatedAt))}`),
    ],
  }
}

function otherWays({ host, tunnel }: Explanation): Block[] {
  if (!tunnel) {
    const shell = host.commands.shell?.bash
    return shell === undefined ? [] : commandBlock('With the AWS CLI', shell)
  }
  const session = tunnel.commands.startSession?.bash
  const [client] = tunnel.commands.client ?? []
  return [
    ...(session === undefined ? [] : commandBlock('With the AWS CLI and the session plugin', session)),
    ...(client ? commandBlock(`Then, with ${client.client}`, client.bash) : []),
    ...(client && client.notes.length > 0 ? [section(client.notes.map((note) => sentence(note)))] : []),
  ]
}

const commandBlock = (title: string, command: string): Block[] =>
  escapeText(command).length > MAX_COMMAND ? [] : [section([`*${title}*`, codeBlock(command)])]
