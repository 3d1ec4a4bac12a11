import type { Change } from '../../model/change.js'
import type { JudgedFinding } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import type { PlanStep, Refusal } from '../../model/plan.js'
import type { Snapshot } from '../../model/snapshot.js'
import { stepId } from '../../model/step-id.js'
import type { ChangeHandler } from '../change-handler.js'
import type { PlanContext, RemedyDefinition } from '../define.js'
import { stepsNamedIn } from './names.js'

/** A step before it is known what it clears, and what the others make. */
export type Draft = Omit<PlanStep, 'clears' | 'command'> & {
  /** The findings that asked for it. */
  for: JudgedFinding[]
}

export interface Drafts {
  steps: Draft[]
  refused: Refusal[]
}

/**
 * What the remedies propose for the findings: one step for one change, whoever asks for it.
 * @param findings those that are to go away
 */
export async function draftSteps(
  remedies: readonly RemedyDefinition[],
  findings: readonly JudgedFinding[],
  context: PlanContext,
  handlerOf: (change: Change) => ChangeHandler,
): Promise<Drafts> {
  const drafted = new Map<string, Drafted>()
  const refused: Refusal[] = []
  const byId = new Map(remedies.map((remedy) => [remedy.id, remedy]))
  for (const finding of findings) {
    const chosen = (finding.remedy?.changes ?? []).flatMap(({ remedy: id, change }) => {
      const remedy = byId.get(id)
      return remedy ? [{ remedy, change }] : []
    })
    const obstacles = await obstaclesOf(finding, chosen, context)
    refused.push(...obstacles)
    const barred = new Set(obstacles.map((obstacle) => obstacle.remedy))
    addTo(
      drafted,
      finding,
      chosen.filter(({ remedy }) => !barred.has(remedy.id)),
    )
  }
  const steps = [...drafted].map(([id, { remedy, change, after, for: askers }]): Draft => {
    const step = stepOf(id, remedy, change, context, handlerOf(change))
    return { ...step, for: askers, dependsOn: unique([...step.dependsOn, ...after]) }
  })
  return { steps: withDependencies(steps, remedies, context), refused }
}

interface Drafted extends Chosen {
  for: JudgedFinding[]
  /** Ids of the steps before it in its findings. */
  after: string[]
}

function addTo(drafted: Map<string, Drafted>, finding: JudgedFinding, chosen: readonly Chosen[]): void {
  let earlier: string | undefined
  for (const { remedy, change } of chosen) {
    const id = stepId(remedy.id, change)
    const known = drafted.get(id)
    const draft = known ?? { remedy, change, for: [], after: [] }
    if (known && remedy.merge) draft.change = remedy.merge(known.change, change)
    draft.for.push(finding)
    drafted.set(id, draft)
    if (earlier !== undefined && !reaches(drafted, earlier, id)) draft.after = unique([...draft.after, earlier])
    earlier = id
  }
}

/** True when a step waits for another already, or is it: two findings may want the same changes in different order. */
function reaches(drafted: ReadonlyMap<string, Drafted>, from: string, to: string): boolean {
  return from === to || (drafted.get(from)?.after ?? []).some((id) => reaches(drafted, id, to))
}

interface Chosen {
  remedy: RemedyDefinition
  change: Change
}

/** A remedy that must not do one of a finding's changes does none of them. */
async function obstaclesOf(
  finding: JudgedFinding,
  chosen: readonly Chosen[],
  context: PlanContext,
): Promise<Refusal[]> {
  const refused: Refusal[] = []
  for (const [remedy, own] of groupBy(chosen, (each) => each.remedy)) {
    const changes = own.map(({ change }) => change)
    const obstacle = finding.remedy?.refused ?? (await remedy.obstacle?.(finding, changes, context))
    if (obstacle) refused.push({ remedy: remedy.id, subject: finding.subject, ...obstacle })
  }
  return refused
}

/** The step of a change, whoever asks for it. */
export function stepOf(
  id: string,
  remedy: RemedyDefinition,
  change: Change,
  context: PlanContext,
  handler: ChangeHandler,
): Omit<Draft, 'for'> {
  const { mode, risk, monthlyCost, dependsOn = [] } = remedy.handling(change, context)
  const undo = handler.undoTitle?.(change)
  return {
    id,
    remedy: remedy.id,
    title: handler.title(change),
    change: {
      kind: change.kind,
      api: [...handler.api(change)],
      resource: handler.resource(change),
      before: handler.before(change, context.world.inventory.snapshot),
      after: handler.after(change),
      input: change,
    },
    mode,
    risk,
    ...(monthlyCost && { monthlyCost }),
    dependsOn: unique([...stepsNamedIn(change), ...dependsOn]),
    ...(undo !== undefined && { undo }),
  }
}

function withDependencies(steps: Draft[], remedies: readonly RemedyDefinition[], { world }: PlanContext): Draft[] {
  for (const remedy of remedies) {
    const own = steps.filter((step) => step.remedy === remedy.id)
    const more = remedy.dependencies?.(
      own.map(({ id, change }) => ({ id, change: change.input })),
      world,
    )
    for (const step of own) step.dependsOn = unique([...step.dependsOn, ...(more?.get(step.id) ?? [])])
  }
  return steps
}

/** The snapshot as the steps would leave it. */
export const applied = (
  snapshot: Snapshot,
  steps: readonly { id: string; change: { input: Change } }[],
  handlerOf: (change: Change) => ChangeHandler,
): Snapshot =>
  steps.reduce((before, { id, change: { input } }) => handlerOf(input).applyTo(input, before, id), snapshot)

const unique = (ids: readonly string[]) => [...new Set(ids)]
