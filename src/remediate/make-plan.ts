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
      ...proposal.steps.map((step) => ({
        id: `${remedy.id}:${step.region}:${step.subjectId}`,
        remedy: remedy.id,
        ...step,
      })),
    )
    excluded.push(...proposal.excluded.map((exclusion) => ({ remedy: remedy.id, ...exclusion })))
  }
  const content = { accountId: input.audit.snapshot.accountId, remedies: remedies.map((r) => r.id), steps }
  return { planVersion: 1, planId: planIdOf(content), createdAt: context.now().toISOString(), ...content, excluded }
}
