import type { ChangeKind } from '../../model/change.js'
import type { JudgedFinding } from '../../model/finding.js'
import type { FindingRef, Plan, PlanOutcome, PlanResult, PlanStep, StepResult } from '../../model/plan.js'
import type { Snapshot } from '../../model/snapshot.js'
import { CURRENT_AGENT } from '../../model/version.js'
import { handlerOf } from '../../remediate/changes/index.js'
import { createdBy, type History, historyOf, identityOf } from '../../remediate/engine/history.js'
import { stepsNamedIn, withNames } from '../../remediate/engine/names.js'
import { readNow } from '../../remediate/engine/read.js'
import { auditOf, snapshotOf } from '../audit.js'
import { agentsToConnect, withAgents } from './connected.js'
import { contextOf, knownPlan, type RemediateDependencies } from './dependencies.js'
import { findingKey, isLeft } from './predict.js'
import { type JudgedWorld, judgeWorld } from './world.js'

/** Reads, by a fresh audit, what became of a plan: also after an `applyPlan` that could not wait. Changes nothing. */
export async function verifyPlan(
  { planId }: { planId: string },
  dependencies: RemediateDependencies,
): Promise<PlanResult> {
  const plan = await knownPlan(planId, dependencies)
  const history = historyOf(await dependencies.store.journal(planId))
  const steps: StepResult[] = []
  for (const step of plan.steps) steps.push(await stateOf(step, plan, history, dependencies))
  return observed(plan, steps, dependencies)
}

/** How a step stands, by a live look. */
async function stateOf(
  step: PlanStep,
  plan: Plan,
  history: History,
  dependencies: RemediateDependencies,
): Promise<StepResult> {
  const { id } = step
  const past = history.get(id)
  if (past?.undone) return { id, state: 'reverted', message: 'It was taken back.' }
  if (step.mode === 'manual') return { id, state: 'skipped', message: 'Only people can do this: see its command.' }
  const change = withNames(step.change.input, createdBy(history))
  const still = `Not applied yet: still ${factsText(step.change.before)}.`
  if (stepsNamedIn(change).length > 0) return { id, state: 'planned', message: still }
  const before = past?.before ?? step.change.before
  const identity = { ...identityOf(plan, id, history), before }
  const found = await readNow(handlerOf(change), change, identity, contextOf(dependencies))
  if (found.is === 'unreadable')
    return { id, state: 'failed', message: `${found.failure.api} could not be read (${found.failure.message}).` }
  if (found.is === 'neither') return { id, state: 'changed-meanwhile', message: found.message, after: found.facts }
  if (found.is === 'before') return { id, state: 'planned', message: still, before: found.facts }
  const state = past?.touched ? 'done' : 'already-done'
  return { id, state, message: step.title, before, after: found.facts }
}

export const factsText = (facts: Record<string, unknown>): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ') || 'as it was'

/** Minutes after which an agent that backed off tries again, once its role or its way is mended. */
const BACK_OFF = { iam: 30, network: 60 }

const OF_IAM: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'put-role-policy',
  'attach-role-policy',
  'create-instance-role',
  'associate-iam-instance-profile',
])

/** The results of steps, with what a fresh audit says of the findings that they were to clear. */
export async function observed(
  plan: Plan,
  steps: readonly StepResult[],
  dependencies: RemediateDependencies,
): Promise<PlanResult> {
  const { planId } = plan
  const byId = new Map(steps.map((step) => [step.id, step]))
  const done = plan.steps.filter(({ id }) => isDone(byId.get(id)))
  if (done.length === 0 || dependencies.stop?.aborted) return { planId, steps: [...steps], outcome: outcomeOf(steps) }
  const { account, config } = dependencies
  const { vpcIds, hostIds } = plan.scope
  const regions = [...new Set([...plan.scope.regions, ...plan.steps.map(({ change }) => change.input.region)])]
  // Wherever the caller is at home: what is not looked at would be taken for mended.
  const takeSnapshot = snapshotOf({ ...account, regions }, config)
  const { snapshot } = await auditOf({ config, takeSnapshot }, hostIds)
  const limits = { ...(vpcIds && { vpcIds }), ...(hostIds && { hostIds }) }
  const judging = { config, limits, now: account.now() }
  const world = judgeWorld(snapshot, judging)
  const started = withStarted(snapshot, done)
  const running = started === snapshot ? world : judgeWorld(started, judging)
  const history = historyOf(await dependencies.store.journal(planId))
  const made = new Set(createdBy(history).values())
  const ids = agentsToConnect(running).filter((id) => made.has(id) || isAwaited(id, done))
  const later = ids.length === 0 ? running : judgeWorld(withAgents(started, ids, CURRENT_AGENT), judging)
  const looked = plan.steps.flatMap((step) => {
    const result = byId.get(step.id)
    if (!result) return []
    // What a step clears it clears after those before it.
    const earlier = plan.steps.slice(0, plan.steps.indexOf(step))
    const told = isDone(result) && earlier.every(({ id }) => isDone(byId.get(id)))
    return [
      told
        ? seen(step, result, { plan, world, later, now: account.now(), doneAt: history.get(step.id)?.doneAt })
        : result,
    ]
  })
  return { planId, steps: looked, outcome: outcomeOf(looked) }
}

const isDone = (result: StepResult | undefined) =>
  result?.state === 'done' || result?.state === 'already-done' || result?.state === 'pending'

/** An instance takes a while until it runs. */
const withStarted = (snapshot: Snapshot, steps: readonly PlanStep[]): Snapshot =>
  steps
    .filter(({ change }) => change.kind === 'start-instances')
    .reduce((before, { id, change: { input } }) => handlerOf(input).applyTo(input, before, id), snapshot)

/** A host whose agent was to come back: its symptoms were to go away, or it is the host that a step changes. */
const isAwaited = (instanceId: string, steps: readonly PlanStep[]) =>
  steps.some(
    ({ clears, change }) =>
      change.resource === instanceId ||
      clears.some(({ checkId, subject }) => subject.id === instanceId && checkId.startsWith('node-')),
  )

interface Look {
  plan: Plan
  world: JudgedWorld
  /** As if the agents had connected that nothing keeps away any more. */
  later: JudgedWorld
  now: Date
  doneAt: Date | undefined
}

/** Holds what was predicted of a step against what is. */
function seen(step: PlanStep, result: StepResult, { plan, world, later, now, doneAt = now }: Look): StepResult {
  const [missed] = missedOf(step, plan, world)
  if (missed)
    return {
      ...{ ...result, state: 'failed' },
      message: `Done; whether as predicted is not known: ${missed.checkId} was not asked of ${missed.subject.id}, as the config or its hosts are others now.`,
    }
  const [first] = leftOf(step, world)
  const away = first ? undefined : yetToConnect(step, result, world)
  if (away) return untilConnected(away, result, now, doneAt)
  if (!first)
    return result.state === 'pending' ? { id: step.id, state: 'done', message: step.title, ...factsOf(result) } : result
  const said = `${first.checkId} still says: ${first.message}`
  const minutes = OF_IAM.has(step.change.kind) ? BACK_OFF.iam : BACK_OFF.network
  const until = result.until === undefined ? new Date(doneAt.getTime() + minutes * 60_000) : new Date(result.until)
  const [last] = leftOf(step, later)
  if (!last && now <= until)
    return {
      ...result,
      state: 'pending',
      message: `${said} The agent tries again by then.`,
      until: until.toISOString(),
    }
  return {
    ...result,
    state: 'failed',
    message: `Done, but not as predicted: ${last ? `${last.checkId} still says: ${last.message}` : said}`,
  }
}

const factsOf = ({ before, after }: StepResult) => ({ ...(before && { before }), ...(after && { after }) })

/** What says that a host which the step launched has no agent yet: nothing was amiss with it before. */
function yetToConnect(
  { change }: PlanStep,
  { after }: StepResult,
  { findings }: JudgedWorld,
): JudgedFinding | undefined {
  if (change.kind !== 'run-instances') return undefined
  return findings.find(
    ({ checkId, status, subject }) =>
      checkId.startsWith('node-') && status === 'fail' && subject.id === after?.['instance'],
  )
}

function untilConnected(
  { checkId, subject, message }: JudgedFinding,
  result: StepResult,
  now: Date,
  doneAt: Date,
): StepResult {
  const until = new Date(doneAt.getTime() + BACK_OFF.network * 60_000)
  if (result.state === 'pending') return result
  if (now <= until)
    return {
      ...{ ...result, state: 'pending', until: until.toISOString() },
      message: `${subject.id} runs; its agent has yet to connect.`,
    }
  return { ...result, state: 'failed', message: `Done, but not as predicted: ${checkId} still says: ${message}` }
}

/** Findings that the step was to clear and that are still amiss, or could not be seen. */
function leftOf({ clears }: PlanStep, { findings }: JudgedWorld): JudgedFinding[] {
  const wanted = new Set(clears.map(findingKey))
  return findings.filter((finding) => isLeft(finding) && wanted.has(findingKey(finding)))
}

/** Findings that were to be fine and are not there at all: nobody looked. What a step makes has its real name by now. */
function missedOf({ clears }: PlanStep, { predicted }: Plan, { findings }: JudgedWorld): FindingRef[] {
  const there = new Set(findings.map(findingKey))
  const none = new Set(predicted.findings.filter(({ after }) => after === 'none').map(findingKey))
  return clears.filter(
    (finding) =>
      !there.has(findingKey(finding)) && !none.has(findingKey(finding)) && !finding.subject.id.includes('new:'),
  )
}

/** `partial`: some steps were not approved, or wait for one that was not. */
export function outcomeOf(steps: readonly StepResult[]): PlanOutcome {
  const has = (...states: StepResult['state'][]) => steps.some((step) => states.includes(step.state))
  if (has('failed', 'changed-meanwhile')) return 'failed'
  if (has('pending')) return 'pending'
  if (has('skipped', 'planned')) return 'partial'
  return steps.length > 0 && steps.every((step) => step.state === 'reverted') ? 'reverted' : 'done'
}
