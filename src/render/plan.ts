import pc from 'picocolors'
import type { Status } from '../model/finding.js'
import type { ApplyResult, Plan, PlanExclusion, PlanStep, StepOutcome, StepResult } from '../model/plan.js'
import { printable } from './printable.js'
import { statusSymbol } from './symbols.js'
import type { RenderOptions } from './types.js'

/** A plan to read before approving it: what happens in which order, at what risk, and what is left alone. */
export function renderPlan(plan: Plan, options: RenderOptions): string {
  const colors = pc.createColors(options.color)
  const steps = plan.steps.flatMap((step) => [
    `  stage ${step.stage}  ${colors.bold(step.id)}  ${printable(step.description)}`,
    `           ${colors.dim(facts(changeOf(step), step.mutating ? 'mutating' : 'non-mutating', step.risk))}`,
  ])
  const excluded = plan.excluded.filter(({ reason }) => reason !== UP_TO_DATE).map((each) => exclusion(each, options))
  const current = plan.excluded.filter(({ reason }) => reason === UP_TO_DATE)
  const what = steps.length === 0 ? 'nothing to do' : counted(plan.steps.length, 'step')
  return [
    colors.bold(`Plan ${plan.planId}: ${what} in account ${plan.accountId}`),
    ...steps,
    ...(plan.excluded.length > 0 ? ['', colors.bold('Left alone'), ...excluded, ...folded(current, options)] : []),
  ].join('\n')
}

/** Its reason is one of the stable keys of remedies. */
const UP_TO_DATE = 'up-to-date'
const MOST_CURRENT = 3

/** What needs nothing: each where they are few, else counted. */
function folded(current: readonly PlanExclusion[], options: RenderOptions): string[] {
  if (current.length <= MOST_CURRENT) return current.map((each) => exclusion(each, options))
  const { dim } = pc.createColors(options.color)
  return [`  ${statusSymbol('skip', options)} ${current.length} hosts are up to date ${dim(UP_TO_DATE)}`]
}

function exclusion({ subjectId, message, reason }: PlanExclusion, options: RenderOptions): string {
  const text = message.includes(subjectId) ? message : `${subjectId}: ${message}`
  return `  ${statusSymbol('skip', options)} ${printable(text)} ${pc.createColors(options.color).dim(reason)}`
}

/** What a remedy that was to be verified has left to do. */
export function renderLeft(plan: Plan, options: RenderOptions): string {
  if (plan.steps.length === 0) return renderPlan(plan, options)
  const colors = pc.createColors(options.color)
  const lines = plan.steps.map(({ id, subjectId, before }) => {
    const values = Object.entries(before).filter(([key]) => !key.endsWith('Id'))
    const still = values.map(([, value]) => shown(value)).join(', ')
    return `  ${statusSymbol('fail', options)} ${printable(subjectId)}: not applied yet: still ${printable(still)} ${colors.dim(id)}`
  })
  return [
    colors.bold(`${counted(plan.steps.length, 'step')} not applied yet in account ${plan.accountId}`),
    ...lines,
  ].join('\n')
}

const STATUS: Record<StepOutcome, Status> = { done: 'pass', failed: 'fail', skipped: 'skip', unverified: 'unknown' }

/** What became of a plan: before and after of every step, and the cause where it did not work. */
export function renderApplyResult(result: ApplyResult, options: RenderOptions): string {
  const colors = pc.createColors(options.color)
  const lines = result.results.map(
    (r) =>
      `  ${statusSymbol(STATUS[r.outcome], options)} ${printable(r.subjectId)} ${r.outcome}: ${printable(withoutSubject(r))} ${colors.dim(facts(r.reason, changeOf(r)))}`,
  )
  const done = result.results.filter((r) => r.outcome === 'done').length
  return [
    colors.bold(`Plan ${result.planId}`),
    ...lines,
    `${done} of ${counted(result.results.length, 'step')} done`,
  ].join('\n')
}

/** A message may begin with whom it is about, which the line says already. */
function withoutSubject({ subjectId, message }: StepResult): string {
  return message.startsWith(`${subjectId}: `) ? message.slice(subjectId.length + 2) : message
}

/** `agentVersion 3.0.1124.0 -> 3.3.4108.0` for every value that is known before and after, and differs. */
function changeOf({ before, after }: Pick<PlanStep, 'before' | 'after'>): string {
  const changed = Object.keys(before).filter(
    (key) => key in after && JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  )
  return changed.map((key) => `${key} ${shown(before[key])} -> ${shown(after[key])}`).join(', ')
}

const shown = (value: unknown) =>
  value === undefined ? '-' : typeof value === 'string' ? value : JSON.stringify(value)
const facts = (...texts: string[]) =>
  texts
    .filter((text) => text !== '')
    .map(printable)
    .join(' · ')
const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
