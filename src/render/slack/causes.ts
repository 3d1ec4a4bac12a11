import type { ProblemLevel, VpcVerdict } from '../../model/finding.js'
import { type Cause, effectOn } from '../causes.js'
import { minute } from '../words.js'
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

/** One cause: what is in the way, whom it hits, the fix with its first command; and where else it is the same. */
export function causeBlock([cause, ...alike]: readonly Cause[]): Block {
  if (cause === undefined) return section([])
  const { problem, number, message, hits, keepsAway, follows, fix } = cause
  const command = fix?.commands[0]?.bash
  return section([
    `${EMOJI[VERDICT_OF[problem.level]]} *${number}.* ${sentence(message)}`,
    [
      `hits ${some(hits)}`,
      ...(keepsAway.length > 0 ? [effectOn(some(keepsAway), problem)] : []),
      ...(problem.since === undefined ? [] : [`since ${escapeText(minute(problem.since))}`]),
    ].join(' · '),
    ...(follows.length > 0 ? [`_what follows: ${escapeText(shortList(follows))}_`] : []),
    ...(fix ? [`*Fix* ${sentence(fix.text)}`] : []),
    ...(command !== undefined && escapeText(command).length <= MAX_COMMAND ? [codeBlock(command)] : []),
    ...(alike.length > 0 ? [`_alike:_ ${some(alike.map(({ place }) => place))}`] : []),
  ])
}

/** What no block of its own shows. */
export function moreCausesBlock(groups: readonly (readonly Cause[])[]): Block[] {
  if (groups.length === 0) return []
  const lines = groups.flatMap(([first, ...alike]) => {
    if (first === undefined) return []
    const { number, headline, problem } = first
    const line = `${EMOJI[VERDICT_OF[problem.level]]} *${number}.* ${sentence(headline, 160)} _${escapeText(problem.checkId)}_`
    return [alike.length > 0 ? `${line} _and ${alike.length} alike_` : line]
  })
  return [section(lines.slice(0, 5).concat(lines.length > 5 ? [`and ${lines.length - 5} more`] : []))]
}

const some = (names: readonly string[]) =>
  names
    .slice(0, MOST_NAMED)
    .map((name) => code(name))
    .join(', ') + rest(names)

const shortList = (names: readonly string[]) => names.slice(0, MOST_NAMED).join(', ') + rest(names)

const rest = (names: readonly string[]) => (names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '')
