import type { AnyExplanation } from '../../model/explanation.js'
import type { Finding, Hop, Status } from '../../model/finding.js'
import type { Report } from '../../model/report.js'
import type { SlackMessage } from '../../model/slack-message.js'
import type { Cause } from '../causes.js'
import { count, HOP_SIGNAL, minute, STATUS_SIGNAL, verdictWord } from '../words.js'
import { gapsBlock } from './blocks.js'
import { actionsBlock } from './buttons.js'
import { causeBlock, moreCausesBlock } from './causes.js'
import { type Block, code, context, escapeText, header, section, sentence } from './mrkdwn.js'
import { subjectOf } from './subject.js'

const MAX_CAUSES = 5

/** What is in the way, station by station, each with its fix; or that nothing is, and how much was looked at. */
export function renderChain(report: Report, given: AnyExplanation): SlackMessage {
  const { explanation, index, causes, title, verdict, fix } = subjectOf(report, given)
  const text = `Why ${title} is ${verdictWord(verdict)}`
  return {
    text: escapeText(text),
    blocks: [
      header(text),
      ...(causes.length === 0 ? [section(['Nothing is in the way.'])] : []),
      ...causes.slice(0, MAX_CAUSES).flatMap((cause) => [causeBlock([cause]), ...chainBlock(cause)]),
      ...moreCausesBlock(causes.slice(MAX_CAUSES).map((cause) => [cause])),
      ...gapsBlock(explanation.gaps, index),
      context(`${checksText(explanation.findings)} · judged ${escapeText(minute(report.generatedAt))}`),
      ...(fix ? actionsBlock([{ text: 'Plan fix', ask: fix }]) : []),
    ],
  }
}

/** The stations that are open on one line, then each obstacle with why. */
function chainBlock({ hops }: Cause): Block[] {
  if (hops.length === 0) return []
  const open = hops.filter(({ outcome }) => outcome === 'pass').map(({ at }) => code(at))
  return [
    section([
      ...(open.length > 0 ? [`${HOP_SIGNAL.pass} ${[...new Set(open)].join(' → ')}`] : []),
      ...hops.filter(({ outcome }) => outcome !== 'pass').map(obstacle),
    ]),
  ]
}

function obstacle({ at, kind, outcome, why, rule, nearMiss }: Hop): string {
  const which = rule === undefined ? '' : ` ${code(rule)}`
  const near = nearMiss === undefined ? '' : ` _nearest:_ ${sentence(nearMiss)}`
  return `${HOP_SIGNAL[outcome]} ${code(at)} ${escapeText(kind)}: ${sentence(why)}${which}${near}`
}

const SAID: readonly Status[] = ['fail', 'unknown', 'warn', 'pass', 'skip']

function checksText(findings: readonly Finding[]): string {
  const counts = SAID.flatMap((status) => {
    const number = findings.filter((finding) => finding.status === status).length
    return number === 0 ? [] : [`${STATUS_SIGNAL[status]} ${number} ${status}`]
  })
  return [count(findings.length, 'finding'), ...counts].join(' · ')
}
