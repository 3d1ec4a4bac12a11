import type { AnyExplanation, Explanation, VpcExplanation } from '../../model/explanation.js'
import { CAPABILITIES } from '../../model/finding.js'
import type { Report } from '../../model/report.js'
import type { SlackMessage } from '../../model/slack-message.js'
import { alikeTogether } from '../causes.js'
import { connectCommand } from '../own-command.js'
import { count, minute, provenText, verdictWord } from '../words.js'
import { gapsBlock } from './blocks.js'
import { actionsBlock, type Button } from './buttons.js'
import { causeBlock, moreCausesBlock } from './causes.js'
import { databasesBlock } from './databases.js'
import { type Block, code, codeBlock, context, escapeText, header, section, sentence } from './mrkdwn.js'
import { type SlackSubject, subjectOf } from './subject.js'
import { EMOJI } from './verdicts.js'

const MAX_CAUSES = 4

/** A database, host or VPC: whether it can be reached, with which command, or what is in the way and its fix. */
export function renderAnswer(report: Report, given: AnyExplanation): SlackMessage {
  const subject = subjectOf(report, given)
  const { explanation, index, causes, title, verdict } = subject
  const groups = alikeTogether(causes)
  const text = `${title}: ${verdictWord(verdict)}`
  return {
    text: escapeText(text),
    blocks: [
      header(text),
      context(`${place(explanation, subject)} · judged ${escapeText(minute(report.generatedAt))}`),
      ...('vpc' in explanation ? databasesBlock(explanation, index, causes, {}) : [wayBlock(explanation, subject)]),
      ...groups.slice(0, MAX_CAUSES).map(causeBlock),
      ...moreCausesBlock(groups.slice(MAX_CAUSES)),
      ...gapsBlock(explanation.gaps, index),
      ...actionsBlock(buttons(subject)),
    ],
  }
}

function place(explanation: AnyExplanation, { index }: SlackSubject): string {
  if ('vpc' in explanation) return placeOfVpc(explanation)
  const { host, database } = explanation
  const words = database
    ? [`${database.kind} ${database.endpoint || 'no endpoint'}:${database.port}`, index.nameOf(database.vpcId)]
    : [index.nameOf(host.vpcId), host.zone, `agent ${host.agentVersion || 'unknown'}`]
  return words.map((word) => sentence(word)).join(' · ')
}

function placeOfVpc({ vpc, hosts, databases }: VpcExplanation): string {
  const posture = vpc.posture === undefined ? [] : [`posture ${vpc.posture.toLowerCase()}`]
  return [vpc.region, count(hosts.length, 'host'), count(databases.length, 'database'), ...posture].join(' · ')
}

/** The verdict, through which host, and the command. */
function wayBlock({ host, database, tunnel }: Explanation, { query, isOpen, index }: SlackSubject): Block {
  const command = isOpen ? [codeBlock(connectCommand([query], {}, host.region).bash)] : []
  if (!database || !tunnel)
    return section([
      ...CAPABILITIES.map(
        (capability) => `${EMOJI[host.verdicts[capability]]} ${capability} ${host.verdicts[capability]}`,
      ),
      ...command,
    ])
  const proof = index.proofOf(database)
  return section([
    `${EMOJI[tunnel.verdict]} *${tunnel.verdict}* through ${code(host.name || host.instanceId)}`,
    ...(proof ? [escapeText(provenText(proof))] : []),
    ...(database.oneEndpointNote === undefined ? [] : [sentence(database.oneEndpointNote)]),
    ...command,
  ])
}

function buttons({ query, isOpen, fix }: SlackSubject): Button[] {
  return [
    ...(isOpen ? [{ text: 'Connect', ask: { ask: 'connect', query }, style: 'primary' } as const] : []),
    { text: 'Explain', ask: { ask: 'explain', query } },
    ...(fix ? [{ text: 'Plan fix', ask: fix }] : []),
  ]
}
