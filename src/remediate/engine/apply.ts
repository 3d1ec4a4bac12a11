import { classifyError, credentialsTrouble } from '../../aws/errors.js'
import type { Change } from '../../model/change.js'
import { UsageError } from '../../model/errors.js'
import type { Facts, JournalEntry, Plan, PlanStep, StepResult, StepState } from '../../model/plan.js'
import type { PlanStore } from '../../model/plan-store.js'
import type { ChangeContext, ChangeHandler, Done, Found, StepIdentity } from '../change-handler.js'
import { deadlineWithin } from '../wait.js'
import { createdBy, type History, historyOf, identityOf } from './history.js'
import { stepsNamedIn, withNames } from './names.js'
import { inOrder } from './order.js'
import { progressText } from './progress.js'
import { readNow } from './read.js'

export interface ApplyInput {
  plan: Plan
  /** Ids of the approved steps. */
  approved: ReadonlySet<string>
  handlerOf: (change: Change) => ChangeHandler
  store: Pick<PlanStore, 'record' | 'journal'>
  context: ChangeContext
}

/** A step whose request follows. */
interface Begun {
  step: PlanStep
  handler: ChangeHandler
  change: Change
  before: Facts
}

/** Milliseconds: nothing new is begun when less time is left. */
const SHORTEST_STEP = 30_000

/**
 * Carries out the approved steps, each after those that it depends on. What a step finds is read right before it and written
 * down before the request is sent, what came of it before the next step begins: a run that was killed is gone on with by
 * the next, which recognises what is done.
 */
export async function applySteps(input: ApplyInput): Promise<StepResult[]> {
  const run = new Run(input, historyOf(await input.store.journal(input.plan.planId)))
  const order = inOrder(input.plan.steps)
  for (const step of order) if (!run.results.has(step.id)) await run.steps(run.batchFrom(step, order))
  return input.plan.steps.flatMap((step) => run.results.get(step.id) ?? [])
}

class Run {
  readonly results = new Map<string, StepResult>()
  private readonly created: Map<string, string>
  /** Ids of steps that are done, be it by an earlier run or by hand, and that nobody approved now. */
  private readonly doneBefore = new Set<string>()

  constructor(
    private readonly input: ApplyInput,
    private readonly history: History,
  ) {
    this.created = createdBy(history)
  }

  /** The step, and those that can be carried out together with it now. */
  batchFrom(first: PlanStep, order: readonly PlanStep[]): PlanStep[] {
    const { kind, input } = first.change
    const together = this.input.handlerOf(input).together
    if (!together || this.reasonToSkip(first)) return [first]
    const alike = order.filter(
      (step) =>
        step.change.kind === kind &&
        step.change.input.region === input.region &&
        !this.results.has(step.id) &&
        !this.reasonToSkip(step),
    )
    return alike.slice(0, together.most)
  }

  async steps(batch: readonly PlanStep[]): Promise<void> {
    const begun: Begun[] = []
    for (const step of batch) {
      const skipped = this.reasonToSkip(step)
      if (skipped && this.isRestedOn(step) && (await this.isDone(step))) this.doneBefore.add(step.id)
      const result = skipped ?? (await this.begin(step))
      if ('change' in result) begun.push(result)
      else this.conclude(result)
    }
    const [first] = begun
    if (!first) return
    const { together } = first.handler
    const outcomes = together
      ? await together.perform(
          begun.map(({ change, step }) => ({ change, step: this.identityOf(step) })),
          this.input.context,
        )
      : undefined
    for (const each of begun) this.conclude(await this.end(each, outcomes?.get(each.step.id)))
  }

  private conclude(result: StepResult): void {
    this.results.set(result.id, result)
    this.input.context.onProgress?.(progressText(this.input.plan, result))
  }

  private reasonToSkip(step: PlanStep): StepResult | undefined {
    const { plan, approved, context } = this.input
    if (step.mode === 'manual') return result(step, 'skipped', 'Only people can do this: see its command.')
    if (!approved.has(step.id)) return result(step, 'skipped', 'It was not approved.')
    const missing = step.dependsOn.find(
      (id) => !GOOD.has(this.results.get(id)?.state ?? 'skipped') && !this.doneBefore.has(id),
    )
    if (missing !== undefined) return result(step, 'skipped', `Step ${missing} must be done first.`)
    if (context.stop?.aborted) return result(step, 'skipped', `Stopped before it: apply ${plan.planId} again.`)
    if (deadlineWithin(context, SHORTEST_STEP))
      return result(step, 'skipped', `No time was left: apply ${plan.planId} again.`)
    return undefined
  }

  /** Whether an approved step waits for one that was not: steps may be approved one by one. */
  private isRestedOn({ id, mode }: PlanStep): boolean {
    const { plan, approved } = this.input
    if (approved.has(id) && mode !== 'manual') return false
    return plan.steps.some((step) => approved.has(step.id) && step.dependsOn.includes(id))
  }

  private async isDone(step: PlanStep): Promise<boolean> {
    const change = withNames(step.change.input, this.created)
    if (stepsNamedIn(change).length > 0) return false
    const found = await this.read(step, this.input.handlerOf(change), change)
    if (found.is !== 'after') return false
    if (found.created !== undefined) this.created.set(step.id, found.created)
    return true
  }

  /** Reads what the step finds and, where it has something to do, writes that down. */
  private async begin(step: PlanStep): Promise<StepResult | Begun> {
    const handler = this.input.handlerOf(step.change.input)
    const change = withNames(step.change.input, this.created)
    const [unmade] = stepsNamedIn(change)
    if (unmade !== undefined) return result(step, 'failed', `Step ${unmade} made nothing that could be used.`)
    const found = await this.read(step, handler, change)
    if (found.is === 'unreadable')
      return result(
        step,
        'failed',
        `${found.failure.api} could not be read (${found.failure.message}): nothing was done.`,
      )
    if (found.is === 'neither') return { ...result(step, 'changed-meanwhile', found.message), after: found.facts }
    if (found.is === 'after') {
      if (found.created !== undefined) await this.recognise(step, found.facts, found.created)
      return { ...result(step, 'already-done', 'It is so already.'), after: found.facts }
    }
    this.refuseWhenExpired(step)
    await this.record({ stepId: step.id, event: 'begun', before: found.facts, request: { ...change } })
    return { step, handler, change, before: found.facts }
  }

  /** A run that was killed before it could write it down has made this. */
  private async recognise({ id }: PlanStep, after: Facts, created: string): Promise<void> {
    if (this.created.get(id) === created) return
    this.created.set(id, created)
    await this.record({ stepId: id, event: 'done', after, created })
  }

  private async end(
    { step, handler, change, before }: Begun,
    outcome?: Done | { failed: string },
  ): Promise<StepResult> {
    const done = outcome ?? (await this.perform(step, handler, change))
    if ('failed' in done) return this.failed(step, done.failed)
    if (done.created !== undefined) this.created.set(step.id, done.created)
    const seen = await this.read(step, handler, change)
    const after = 'facts' in seen ? seen.facts : {}
    await this.record({
      ...{ stepId: step.id, event: 'done', before, after },
      ...(done.response && { response: done.response }),
      ...(done.created !== undefined && { created: done.created }),
    })
    return { ...ended(step, done), before, after }
  }

  private async perform(step: PlanStep, handler: ChangeHandler, change: Change): Promise<Done | { failed: string }> {
    try {
      return await handler.perform(change, this.identityOf(step), this.input.context)
    } catch (error) {
      if (credentialsTrouble(error)) throw error
      return { failed: classifyError(error, step.change.api[0] ?? '').message }
    }
  }

  private async failed(step: PlanStep, message: string): Promise<StepResult> {
    await this.record({ stepId: step.id, event: 'failed', message })
    return result(step, 'failed', message)
  }

  private read(step: PlanStep, handler: ChangeHandler, change: Change): Promise<Found> {
    return readNow(handler, change, { ...this.identityOf(step), before: step.change.before }, this.input.context)
  }

  private identityOf({ id }: PlanStep): StepIdentity {
    return identityOf(this.input.plan, id, this.history)
  }

  private refuseWhenExpired({ id }: PlanStep): void {
    const { plan, context } = this.input
    if (context.now().getTime() > Date.parse(plan.expiresAt))
      throw new UsageError(`Plan ${plan.planId} expired at ${plan.expiresAt} and ${id} is not done: plan again.`)
  }

  private record(entry: Omit<JournalEntry, 'at' | 'planId'>): Promise<void> {
    const { store, context, plan } = this.input
    return store.record({ at: context.now().toISOString(), planId: plan.planId, ...entry })
  }
}

/** A step in one of these states lets those that depend on it go on. */
const GOOD: ReadonlySet<StepState> = new Set(['done', 'already-done', 'pending'])

const result = ({ id }: PlanStep, state: StepState, message: string): StepResult => ({ id, state, message })

function ended(step: PlanStep, { pending }: Done): StepResult {
  if (!pending) return result(step, 'done', step.title)
  return { ...result(step, 'pending', pending.message), until: pending.until.toISOString() }
}
