import type { Plan, Refusal, StepMode } from '../../model/plan.js'
import { printable } from '../../model/printable.js'
import { statusSymbol } from '../symbols.js'
import { aligned, hanging } from '../table/layout.js'
import type { Style } from '../table/style.js'
import type { RenderOptions } from '../types.js'
import { count } from '../words.js'

type Words = (text: string) => string

/** What comes of the plan, what it costs, and what is left alone. */
export function overviewLines(plan: Plan, words: Words, style: Style, options: RenderOptions): string[] {
  const nothing = plan.refused.length > 0 ? 'nothing that it can do' : 'nothing to do'
  const what = plan.steps.length === 0 ? nothing : count(plan.steps.length, 'step')
  return [
    style.bold(`Plan ${plan.planId}: ${what} in account ${plan.scope.accountId}`),
    ...(plan.steps.length > 0 ? hanging('', modes(plan).join(style.dot), style.columns) : []),
    ...costLines(plan, style),
    ...section('What the next audit will say', predictedLines(plan, words, style, options), style),
    ...leftAloneLines(plan, words, style, options),
  ]
}

/** What was asked for, or is wrong, and is left alone. */
export const leftAloneLines = ({ refused }: Plan, words: Words, style: Style, options: RenderOptions): string[] =>
  section(
    'Left alone',
    refused.flatMap((refusal) => refusedLines(refusal, words, style, options)),
    style,
  )

const ASKS: Record<StepMode, string> = {
  automatic: 'automatic (--yes is enough)',
  approval: 'to approve',
  manual: 'by hand',
}

function modes({ steps }: Plan): string[] {
  const modes = ['approval', 'automatic', 'manual'] as const
  return modes.flatMap((mode) => {
    const number = steps.filter((step) => step.mode === mode).length
    return number === 0 ? [] : [`${number} ${ASKS[mode]}`]
  })
}

function costLines({ steps }: Plan, style: Style): string[] {
  const costs = steps.flatMap((step) => step.monthlyCost ?? [])
  if (costs.length === 0) return []
  const total = costs.reduce((sum, { usd }) => sum + usd, 0)
  const per = [...new Set(costs.map((cost) => cost.per.replace(/^month: /, '')))].join('; ')
  return hanging('', `Costs about USD ${total.toFixed(2)} a month more: ${per}.`, style.columns)
}

/** A VPC a line each, and the databases that tunnels open to; a tunnel that ends otherwise is told by itself. */
function predictedLines(
  { predicted: { vpcs, tunnels, findings } }: Plan,
  words: Words,
  style: Style,
  options: RenderOptions,
): string[] {
  const arrow = options.unicode ? '→' : '->'
  const turn = <T>({ before, after }: { before: T; after: T }) => `${before} ${arrow} ${after}`
  const rows = vpcs.map(({ vpcId, verdict, posture }) => [
    words(vpcId),
    verdict.before === verdict.after ? `stays ${verdict.after}` : turn(verdict),
    posture.before === posture.after ? '' : turn(posture),
  ])
  const opened = [...new Set(tunnels.flatMap((t) => (t.after === 'READY' ? [t.databaseId] : [])))]
  const others = tunnels.filter(({ after }) => after !== 'READY')
  const cleared = findings.filter(
    ({ before, after }) => (before === 'fail' || before === 'warn') && after === 'pass',
  ).length
  const worse = findings.filter(({ before, after }) => after === 'fail' && before !== 'fail')
  return [
    ...aligned(rows),
    ...(opened.length > 0 ? hanging('  tunnels open to ', opened.map(printable).join(', '), style.columns) : []),
    ...others.flatMap((tunnel) =>
      hanging('  ', words(`${tunnel.hostId} to ${tunnel.databaseId}: ${turn(tunnel)}`), style.columns),
    ),
    ...(cleared > 0 ? [`  ${count(cleared, 'finding')} cleared`] : []),
    ...worse.flatMap(({ checkId, subject }) =>
      hanging(`  ${statusSymbol('fail', options)} `, `${checkId} of ${words(subject.id)} will fail`, style.columns),
    ),
  ]
}

function refusedLines(
  { remedy, subject, reason, message }: Refusal,
  words: Words,
  style: Style,
  options: RenderOptions,
): string[] {
  const text = message.includes(subject.id) ? message : `${subject.id}: ${message}`
  return hanging(`  ${statusSymbol('skip', options)} `, `${remedy}: ${words(text)} ${style.dim(reason)}`, style.columns)
}

const section = (title: string, lines: readonly string[], style: Style): string[] =>
  lines.length === 0 ? [] : ['', style.bold(title), ...lines]
