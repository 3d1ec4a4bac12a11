import type { Plan, PlanStep } from '../model/plan.js'
import type { PlanInput, Remedy, RemedyContext } from './define.js'
import { planIdOf } from './plan-id.js'

/** Puts together what the remedies propose. Reads, changes nothing. */
export async function makePlan(remedies: readonly Remedy[], input: PlanInput, context: RemedyContext): Promise<Plan> {
  const steps: PlanStep[] = []
  const excluded: Plan['excluded'] = []
  for (const remedy of remedies) {
    const proposal = await remedy.plan(input, context)
    steps.push(
      ...proposal.steps.toSorted(byStageAndPlace).map((step) => ({
        id: `${remedy.id}:${step.region}:${step.subjectId}`,
        remedy: remedy.id,
        ...step,
      })),
    )
    excluded.push(...proposal.excluded.toSorted(byPlace).map((exclusion) => ({ remedy: remedy.id, ...exclusion })))
  }
  const content = { accountId: input.inventory.snapshot.accountId, remedies: remedies.map((r) => r.id), steps }
  return { planVersion: 1, planId: planIdOf(content), createdAt: context.now().toISOString(), ...content, excluded }
}

interface Place {
  region: string
  subjectId: string
}

/** AWS's lists have no order that could be relied on, but a plan's id rests on it. */
const byPlace = (a: Place, b: Place) => compare(a.region, b.region) || compare(a.subjectId, b.subjectId)
const byStageAndPlace = (a: Place & { stage: number }, b: Place & { stage: number }) =>
  a.stage - b.stage || byPlace(a, b)

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
