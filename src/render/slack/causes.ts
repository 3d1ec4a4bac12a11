import type { ProblemLevel, VpcVerdict } from '../../model/finding.js'
import type { Cause } from '../causes.js'
import { type Block, code, codeBlock, escapeText, section, sentence } from './mrkdwn.js'
import { EMOJI } from './verdicts.js'

const MOST_NAMED = 4
/** A command that does not fit is left to the report rather than cut. */
const MAX_COMMAND = 800

const VERDICT_OF: Record<ProblemLevel, VpcVerdict> = {
  blocked: 'BLOCKED',
  unknown: 'UNKNOWN',
  degraded: 'DEGRADED',
  deviating: 'NOT_APPLICABLE',
}

/** One cause: what is in the way, whom it hits, and the fix with its first command. */
export function causeBlock(cause: Cause): Block {
  const { problem, number, message, hits, keepsAway, follows, fix } = cause
  const command = fix?.commands[0]?.bash
  return section([
    `${EMOJI[VERDICT_OF[problem.level]]} *${number}.* ${sentence(message)}`,
    `hits ${some(hits)}${keepsAway.length > 0 ? ` · databases ${some(keepsAway)}` : ''}`,
    ...(follows.length > 0 ? [`_what follows: ${escapeText(shortList(follows))}_`] : []),
    ...(fix ? [`*Fix* ${sentence(fix.text)}`] : []),
    ...(command !== undefined && escapeText(command).length <= MAX_COMMAND ? [codeBlock(command)] : []),
  ])
}

/** What no block of its own shows. */
export function moreCausesBlock(causes: readonly Cause[]): Block[] {
  if (causes.length === 0) return []
  const lines = causes.map(({ number, headline }) => `*${number}.* ${sentence(headline, 160)}`)
  return [section(lines.slice(0, 5).concat(lines.length > 5 ? [`and ${lines.length - 5} more`] : []))]
}

const some = (names: readonly string[]) =>
  names
    .slice(0, MOST_NAMED)
    .map((name) => code(name))
    .join(', ') + rest(names)

const shortList = (names: readonly string[]) => names.slice(0, MOST_NAMED).join(', ') + rest(names)

const rest = (names: readonly string[]) => (names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '')
