import { UsageError } from '../../model/errors.js'
import { PLAIN_INVOCATION } from '../../model/invocation.js'
import { nearest } from '../../model/nearest.js'
import type { Plan } from '../../model/plan.js'
import { REMEDIES } from '../../remediate/index.js'
import { auditOf, limitsOf, snapshotOf } from '../audit.js'
import { contextOf, type RemediateDependencies } from './dependencies.js'
import { asksHostTypes, withHostTypes } from './host-types.js'
import { makePlan } from './make-plan.js'
import { asksOrganization, withOrganization } from './organization.js'

/** What to plan. Without remedies: what makes the blocked tunnels ready; `all`: whatever has one. Ids or names. */
export interface PlanRequest {
  remedies?: readonly string[]
  vpcIds?: readonly string[]
  hostIds?: readonly string[]
}

/**
 * Audits the account and proposes changes, which `applyPlan` carries out. Changes nothing but the plan store.
 * @throws UsageError when a remedy, VPC or host does not exist
 */
export async function planRemediation(request: PlanRequest, dependencies: RemediateDependencies): Promise<Plan> {
  const plan = await freshPlan(request, dependencies)
  await dependencies.store.save(plan)
  return plan
}

export async function freshPlan(request: PlanRequest, dependencies: RemediateDependencies): Promise<Plan> {
  const { account, config, signal, invocation = PLAIN_INVOCATION } = dependencies
  const asked = request.remedies ?? []
  assertRemedies(asked)
  const takeSnapshot = snapshotOf(account, config, { hostsToCome: true, ...(signal && { signal }) })
  const { snapshot } = await auditOf({ config, takeSnapshot }, request.hostIds)
  const limits = limitsOf({ vpcIds: request.vpcIds ?? [], hostIds: request.hostIds ?? [] }, snapshot)
  const context = contextOf(dependencies)
  const input = { snapshot, config, limits, asked, remedies: REMEDIES, invocation, context }
  const plan = await makePlan(input)
  const launches = asksHostTypes(plan)
  if (!launches && !asksOrganization(plan)) return plan
  const offered = launches ? await withHostTypes(snapshot, plan, account, signal) : snapshot
  return makePlan({
    ...input,
    snapshot: asksOrganization(plan) ? await withOrganization(offered, plan, account) : offered,
  })
}

function assertRemedies(ids: readonly string[]): void {
  const known = REMEDIES.map((remedy) => remedy.id)
  for (const id of ids)
    if (id !== 'all' && !known.includes(id))
      throw new UsageError(
        `Unknown remedy ${JSON.stringify(id)}${nearest(id, known)}: expected one of ${known.join(', ')}.`,
      )
}
