import type { Problem } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import { alikeTogether, type Cause, effectOn } from '../causes.js'
import { count, LEVEL_STATUS, minute } from '../words.js'
import { GLUE, hanging } from './layout.js'
import type { Style } from './style.js'

/** With more, the rest is folded. */
const MOST_CAUSES = 12
const MOST_NAMED = 4

/** What is in the way, most consequential first: each cause once, whom it hits, what follows from it, the fix. */
export function causeSection(causes: readonly Cause[], style: Style): string[] {
  if (causes.length === 0) return []
  const groups = style.all ? causes.map((cause) => [cause]) : alikeTogether(causes)
  const shown = style.all ? groups : groups.slice(0, MOST_CAUSES)
  const left = groups.slice(shown.length).flat()
  return [
    '',
    `${style.bold('In the way')}   ${style.dim('most consequential first')}`,
    ...shown.flatMap((group, i) => [...(i === 0 ? [] : ['']), ...groupLines(group, style)]),
    ...(left.length > 0 ? ['', style.dim(`  ${style.ellipsis} and ${leftText(left)}: --all lists them`)] : []),
  ]
}

function groupLines([first, ...others]: readonly Cause[], style: Style): string[] {
  if (first === undefined) return []
  const alike = some(others.map(({ number, place }) => `[${number}] ${place}`))
  return [
    ...causeLines(first, style),
    ...(others.length > 0 ? hanging(indented('alike'), `${alike}: --all lists them`, style.columns) : []),
  ]
}

function leftText(causes: readonly Cause[]): string {
  const levels = groupBy(causes, ({ problem }) => problem.level)
  return [...levels].map(([level, all]) => `${count(all.length, 'more problem')} (${level})`).join(', ')
}

/** @param way the lines that show the way to what is in the way */
export function causeLines(cause: Cause, style: Style, way: readonly string[] = wayLines(cause, style)): string[] {
  const { number, problem, message, nearest, place, hits, keepsAway, follows } = cause
  const entries: [string, string][] = [
    ['where', [place, problem.checkId, ...sinceOf(problem)].join(style.dot)],
    ...(nearest === undefined ? [] : [['nearest', nearest] as [string, string]]),
    ...(hits.length > 1 || keepsAway.length > 0 ? [['hits', hitText(cause, style)] as [string, string]] : []),
  ]
  return [
    ...hanging(`[${number}] ${style.symbol(LEVEL_STATUS[problem.level])} `, message, style.columns),
    ...way,
    ...entries.flatMap(([title, text]) => hanging(indented(title), text, style.columns)),
    ...(follows.length > 0 ? hanging(indented('follows'), some(follows), style.columns).map(style.dim) : []),
    ...fixLines(cause, style),
  ]
}

/** Where there is an earlier report to compare with. */
const sinceOf = ({ since }: Problem) => (since === undefined ? [] : [`since ${minute(since)}`])

const indented = (title: string) => `      ${title.padEnd(9)}`

/** `eni-01 ✔ ─ sg-0h1 ✔ ─ sg-0e9 ✖` */
function wayLines({ hops }: Cause, style: Style): string[] {
  if (hops.length === 0) return []
  const path = hops.map((hop) => `${hop.at}${GLUE}${style.symbol(hop.outcome)}`)
  return hanging(indented('way'), path.filter((hop, i) => hop !== path[i - 1]).join(style.line), style.columns)
}

function hitText({ hits, keepsAway, problem }: Cause, style: Style): string {
  return keepsAway.length === 0 ? some(hits) : `${some(hits)}${style.dot}${effectOn(some(keepsAway), problem)}`
}

function some(names: readonly string[]): string {
  const left = names.length - MOST_NAMED
  return left > 0 ? `${names.slice(0, MOST_NAMED).join(', ')} and ${left} more` : names.join(', ')
}

/** Commands stay on one line each, so that they can be copied. */
function fixLines({ fix }: Cause, style: Style): string[] {
  if (fix === undefined) return []
  return [
    ...hanging(indented('fix'), fix.text, style.columns),
    ...fix.commands.map((command) => `${indented('')}${command[style.shell]}`),
  ]
}
