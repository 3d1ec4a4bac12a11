import { UsageError } from '../../model/errors.js'
import type { Plan, PlanResult, PlanStep } from '../../model/plan.js'
import { handlerOf } from '../../remediate/changes/index.js'
import { applySteps } from '../../remediate/engine/apply.js'
import { contextOf, type RemediateDependencies, storedPlan } from './dependencies.js'
import { locked } from './locked.js'
import { freshPlan, type PlanRequest } from './plan.js'
import { observed } from './verify.js'

/** Which plan, and what of it: ids of steps, `all`, or `automatic` for the steps that need no further word. */
export interface ApplyRequest extends PlanRequest {
  planId: string
  approve?: readonly string[]
}

/**
 * Carries out the approved steps of a plan and looks, by a fresh audit, whether they did what was predicted. A plan that is
 * not in the store is made again from the live account, and is only carried out when that gives the very same plan.
 * @throws UsageError when there is no such plan, when it was edited or expired, when it is of other remedies, VPCs or hosts than
 * those asked for, when the account has changed since, when `approve` names what is not in the plan or not allowed, or when
 * somebody else applies
 */
export async function applyPlan(request: ApplyRequest, dependencies: RemediateDependencies): Promise<PlanResult> {
  const stored = await storedPlan(request.planId, dependencies)
  if (stored) assertSameScope(stored, request)
  const plan = stored ?? (await samePlan(request, dependencies))
  const approved = approvedSteps(plan, request.approve ?? [], dependencies.allowed)
  const { store } = dependencies
  const steps = await locked(plan, dependencies, () =>
    applySteps({ plan, approved, handlerOf, store, context: contextOf(dependencies) }),
  )
  return observed(plan, steps, dependencies)
}

/** A plan is applied as it is: who names other hosts, say, must not take it for a part of it. */
function assertSameScope({ planId, scope }: Plan, request: ApplyRequest): void {
  for (const field of ['remedies', 'vpcIds', 'hostIds'] as const) {
    const [asked, planned] = [request[field], scope[field]].map((words = []) => [...new Set(words)].sort().join(', '))
    if (asked !== '' && asked !== planned)
      throw new UsageError(
        `${field}: ${planId} is of ${planned || 'all there are'}: leave ${field} out, or plan again.`,
      )
  }
}

async function samePlan(request: ApplyRequest, dependencies: RemediateDependencies): Promise<Plan> {
  const plan = await freshPlan(request, dependencies)
  if (plan.planId === request.planId) {
    await dependencies.store.save(plan)
    return plan
  }
  const now = plan.steps.length === 0 ? 'nothing is left to do' : `now it is ${plan.planId}, with ${stepList(plan)}`
  throw new UsageError(
    `Plan ${request.planId} is not stored here, and the account, the remedies or the hosts asked for are no longer those of that plan: ${now}.`,
  )
}

const stepList = (plan: Plan) => plan.steps.map((step) => step.id).join(', ')

/** @throws UsageError for a word that names no step, and for a step whose remedy is not allowed here */
function approvedSteps(plan: Plan, approve: readonly string[], allowed?: readonly string[]): Set<string> {
  const approved = approve.flatMap((word) => {
    const steps = plan.steps.filter((step) => means(word, step))
    if (steps.length > 0 || word === 'all' || word === 'automatic') return steps
    const accepted = plan.steps.length === 0 ? 'nothing, the plan is empty' : `all, or some of ${stepList(plan)}`
    throw new UsageError(`approve: ${JSON.stringify(word)} is no step of ${plan.planId}: expected ${accepted}.`)
  })
  const barred = approved.find((step) => allowed && !allowed.includes(step.remedy))
  if (barred)
    throw new UsageError(
      `approve: ${barred.id}: ${barred.remedy} is not among the remedies that may be applied here (${allowed?.join(', ') || 'none'}).`,
    )
  return new Set(approved.map((step) => step.id))
}

function means(word: string, { id, mode }: PlanStep): boolean {
  if (word === 'all') return mode !== 'manual'
  return word === 'automatic' ? mode === 'automatic' : word === id
}
