import pc from 'picocolors'
import type { Status } from '../model/finding.js'
import type { Plan, PlanResult, PlanStep, Refusal, StepMode, StepResult, StepState } from '../model/plan.js'
import { printable } from './printable.js'
import { statusSymbol } from './symbols.js'
import type { RenderOptions } from './types.js'

/** A plan to read before approving it: what happens in which order, at what risk, what it changes, what is left alone. */
export function renderPlan(plan: Plan, options: RenderOptions): string {
  const colors = pc.createColors(options.color)
  const what = plan.steps.length === 0 ? 'nothing to do' : counted(plan.steps.length, 'step')
  return [
    colors.bold(`Plan ${plan.planId}: ${what} in account ${plan.scope.accountId}`),
    ...plan.steps.flatMap((step, i) => stepLines(step, i, options)),
    ...costLines(plan),
    ...section('What the next audit will say', predictedLines(plan, options), colors.bold),
    ...section(
      'Left alone',
      plan.refused.map((refusal) => refusedLine(refusal, options)),
      colors.bold,
    ),
  ].join('\n')
}

const MODES: Record<StepMode, string> = {
  automatic: 'automatic',
  approval: 'asks for approval',
  manual: 'by hand',
}

function stepLines(step: PlanStep, i: number, options: RenderOptions): string[] {
  const { bold, dim } = pc.createColors(options.color)
  const indent = '     '
  const after =
    step.dependsOn.length > 0
      ? [`after ${step.dependsOn.length === 1 ? step.dependsOn[0] : `${step.dependsOn.length} others`}`]
      : []
  const notes = [
    MODES[step.mode],
    changeOf(step),
    ...after,
    ...(step.undo === undefined ? ['cannot be taken back'] : []),
  ]
  return [
    `${String(i + 1).padStart(3)}. ${printable(step.title)}`,
    `${indent}${bold(step.id)}`,
    `${indent}${dim(joined(notes))}`,
    `${indent}${dim(printable(step.risk))}`,
  ]
}

/** `rule absent -> present` for every value that differs. */
function changeOf({ change: { before, after } }: PlanStep): string {
  const names = Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return names.map((name) => `${name} ${shown(before[name])} -> ${shown(after[name])}`).join(', ')
}

const shown = (value: unknown) =>
  value === undefined ? '-' : typeof value === 'string' ? value : JSON.stringify(value)

function costLines({ steps }: Plan): string[] {
  const costs = steps.flatMap((step) => step.monthlyCost ?? [])
  if (costs.length === 0) return []
  const total = costs.reduce((sum, { usd }) => sum + usd, 0)
  return [
    '',
    `Costs about USD ${total.toFixed(2)} a month more: ${[...new Set(costs.map(({ per }) => per))].join('; ')}.`,
  ]
}

function predictedLines({ predicted: { vpcs, tunnels, findings } }: Plan, options: RenderOptions): string[] {
  const arrow = options.unicode ? '→' : '->'
  const turned = (before: string, after: string) => `${before} ${arrow} ${after}`
  const cleared = findings.filter(
    ({ before, after }) => (before === 'fail' || before === 'warn') && after === 'pass',
  ).length
  const worse = findings.filter(({ before, after }) => after === 'fail' && before !== 'fail')
  return [
    ...vpcs.map(
      ({ vpcId, verdict, posture }) =>
        `  ${printable(vpcId)}: ${turned(verdict.before, verdict.after)}, posture ${turned(posture.before, posture.after)}`,
    ),
    ...tunnels.map(
      ({ hostId, databaseId, before, after }) =>
        `  ${printable(hostId)} to ${printable(databaseId)}: ${turned(before, after)}`,
    ),
    ...(cleared > 0 ? [`  ${counted(cleared, 'finding')} cleared`] : []),
    ...worse.map(
      ({ checkId, subject }) => `  ${statusSymbol('fail', options)} ${checkId} of ${printable(subject.id)} will fail`,
    ),
  ]
}

function refusedLine({ remedy, subject, reason, message }: Refusal, options: RenderOptions): string {
  const { dim } = pc.createColors(options.color)
  const text = message.includes(subject.id) ? message : `${subject.id}: ${message}`
  return `  ${statusSymbol('skip', options)} ${remedy}: ${printable(text)} ${dim(reason)}`
}

const section = (title: string, lines: readonly string[], bold: (text: string) => string): string[] =>
  lines.length === 0 ? [] : ['', bold(title), ...lines]

const STATUS: Record<StepState, Status> = {
  planned: 'warn',
  skipped: 'skip',
  done: 'pass',
  'already-done': 'pass',
  'changed-meanwhile': 'fail',
  failed: 'fail',
  reverted: 'pass',
  pending: 'unknown',
}

/** What became of a plan. */
export function renderPlanResult(result: PlanResult, plan: Plan, options: RenderOptions): string {
  const { bold } = pc.createColors(options.color)
  const done = result.steps.filter(({ state }) => state === 'done' || state === 'already-done' || state === 'reverted')
  const titles = new Map(plan.steps.map((step) => [step.id, step.title]))
  return [
    bold(`Plan ${result.planId}: ${result.outcome}`),
    ...result.steps.map((step) => resultLine(step, titles.get(step.id) ?? '', options)),
    `${done.length} of ${counted(result.steps.length, 'step')} done`,
  ].join('\n')
}

function resultLine({ id, state, message, until }: StepResult, title: string, options: RenderOptions): string {
  const { dim } = pc.createColors(options.color)
  const said = message === title ? printable(title) : `${printable(title)} ${printable(message)}`
  const when = until === undefined ? '' : ` until ${until}`
  return `  ${statusSymbol(STATUS[state], options)} ${state}${when}: ${said} ${dim(id)}`
}

const joined = (texts: readonly string[]) =>
  texts
    .filter((text) => text !== '')
    .map(printable)
    .join(' · ')
const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
