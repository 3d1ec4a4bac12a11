import { CHECKS } from '../checks/index.js'
import { runChecks } from '../checks/run.js'
import type { Config } from '../model/config.js'
import { UsageError } from '../model/errors.js'
import { nearest } from '../model/nearest.js'
import { type ApplyResult, PLAN_ID, type Plan } from '../model/plan.js'
import type { PlanStore } from '../model/plan-store.js'
import { applySteps } from '../remediate/apply.js'
import { DEFAULT_WAITS, type Remedy, type RemedyContext, type Waits } from '../remediate/define.js'
import { REMEDIES } from '../remediate/index.js'
import { makePlan } from '../remediate/make-plan.js'
import { S3PlanStore } from '../remediate/s3-plan-store.js'
import { revertSteps, verifySteps } from '../remediate/verify.js'
import type { Account } from './account.js'
import { runAudit, snapshotOf } from './audit.js'

export interface RemediateDependencies {
  account: Account
  config: Config
  store: PlanStore
  /** In seconds; what is not named is as in DEFAULT_WAITS. */
  waits?: Partial<Waits>
  /** When the answer must be given: what is not done then is reported as `unverified` or `skipped`. */
  deadline?: Date
  /** Ends the audit that a plan is made from. */
  signal?: AbortSignal
  onProgress?: (message: string) => void
}

/** What to plan. Empty lists are as good as none: all remedies, and whatever the findings propose. */
export interface PlanRequest {
  remedies?: readonly string[]
  hostIds?: readonly string[]
}

/** Which plan. `approve` lists ids of steps, of subjects or of remedies, or `all`; without it nothing changes. */
export interface ApplyRequest extends PlanRequest {
  planId: string
  approve?: readonly string[]
}

/** Plans in a bucket, under `plans/`; `undefined` without one. */
export function planBucket(
  { clients, regions }: Account,
  bucket: string | undefined,
  bucketRegion: string | undefined,
): PlanStore | undefined {
  const region = bucketRegion || regions[0]
  return bucket === undefined || region === undefined ? undefined : new S3PlanStore(clients.s3(region), bucket)
}

/**
 * Audits the account and proposes changes, which `applyPlan` carries out. Changes nothing but the plan store.
 * @throws UsageError when a remedy or host does not exist
 */
export async function planRemediation(request: PlanRequest, dependencies: RemediateDependencies): Promise<Plan> {
  const plan = await freshPlan(request, dependencies)
  await dependencies.store.save(plan)
  return plan
}

async function freshPlan({ remedies: ids = [], hostIds = [] }: PlanRequest, dependencies: RemediateDependencies) {
  const { account, config, signal } = dependencies
  const chosen = chosenRemedies(ids)
  const takeSnapshot = snapshotOf(account, config, signal ? { signal } : {})
  const { inventory } = await runAudit({ hostIds }, { config, takeSnapshot, now: account.now })
  const hosts = inventory.limits.hostIds ?? []
  const input = { inventory, findings: runChecks(CHECKS, inventory), hostIds: hosts }
  return makePlan(chosen, input, contextOf(dependencies))
}

function chosenRemedies(ids: readonly string[]): readonly Remedy[] {
  const known = REMEDIES.map((remedy) => remedy.id)
  for (const id of ids)
    if (!known.includes(id))
      throw new UsageError(
        `Unknown remedy ${JSON.stringify(id)}${nearest(id, known)}: expected one of ${known.join(', ')}.`,
      )
  return ids.length === 0 ? REMEDIES : REMEDIES.filter((remedy) => ids.includes(remedy.id))
}

/**
 * Carries out the approved steps of a plan. A plan that is not in the store is made again from the live account, and is
 * only carried out when that gives the very same plan (its id is the hash of its content).
 * @throws UsageError when there is no such plan, when the account has changed since, or when `approve` names what is not in the plan
 */
export async function applyPlan(request: ApplyRequest, dependencies: RemediateDependencies): Promise<ApplyResult> {
  const plan = (await storedPlan(request.planId, dependencies)) ?? (await samePlan(request, dependencies))
  const approved = approvedSteps(plan, request.approve ?? [])
  return applySteps(plan, approved, REMEDIES, contextOf(dependencies), dependencies.store)
}

/** Reads what became of a plan's steps; also after an `applyPlan` that could not wait for the end. Changes nothing. */
export async function verifyPlan(
  { planId }: { planId: string },
  dependencies: RemediateDependencies,
): Promise<ApplyResult> {
  return verifySteps(await knownPlan(planId, dependencies), REMEDIES, contextOf(dependencies))
}

/**
 * Takes a plan's steps back.
 * @throws UsageError when a remedy of the plan cannot be taken back, saying why
 */
export async function revertPlan(
  { planId }: { planId: string },
  dependencies: RemediateDependencies,
): Promise<ApplyResult> {
  const plan = await knownPlan(planId, dependencies)
  for (const { id, revert } of REMEDIES)
    if (plan.remedies.includes(id) && 'impossible' in revert)
      throw new UsageError(`${id} cannot be reverted: ${revert.impossible}.`)
  return revertSteps(plan, REMEDIES, contextOf(dependencies))
}

async function knownPlan(planId: string, dependencies: RemediateDependencies): Promise<Plan> {
  const plan = await storedPlan(planId, dependencies)
  if (!plan) throw new UsageError(`Plan ${planId} is not stored here: plan again.`)
  return plan
}

async function storedPlan(planId: string, { store, account }: RemediateDependencies): Promise<Plan | undefined> {
  if (!PLAN_ID.test(planId))
    throw new UsageError(
      `planId: expected an id that \`plan\` gave, such as plan-0123456789abcdef0123, got ${JSON.stringify(planId)}.`,
    )
  const plan = await store.load(planId)
  if (plan && plan.accountId !== account.identity.accountId)
    throw new UsageError(`Plan ${planId} is for account ${plan.accountId}, not for ${account.identity.accountId}.`)
  return plan
}

async function samePlan(request: ApplyRequest, dependencies: RemediateDependencies): Promise<Plan> {
  const plan = await planRemediation(request, dependencies)
  if (plan.planId === request.planId) return plan
  const now = plan.steps.length === 0 ? 'nothing is left to do' : `now it is ${plan.planId}, with ${stepList(plan)}`
  throw new UsageError(
    `Plan ${request.planId} is not stored here, and the account, the remedies or the hosts asked for are no longer those of that plan: ${now}.`,
  )
}

const stepList = (plan: Plan) => plan.steps.map((step) => step.id).join(', ')

function approvedSteps(plan: Plan, approve: readonly string[]): Set<string> {
  const stepsOf = (word: string) =>
    plan.steps.filter((s) => word === 'all' || word === s.id || word === s.subjectId || word === s.remedy)
  for (const word of approve)
    if (word !== 'all' && stepsOf(word).length === 0)
      throw new UsageError(
        `approve: ${JSON.stringify(word)} is no step of ${plan.planId}: expected ${plan.steps.length === 0 ? 'nothing, the plan is empty' : `all, or some of ${stepList(plan)}`}.`,
      )
  return new Set(approve.flatMap(stepsOf).map((step) => step.id))
}

function contextOf({ account, waits, deadline, onProgress }: RemediateDependencies): RemedyContext {
  return {
    clients: account.clients,
    now: account.now,
    sleep: account.sleep,
    waits: { ...DEFAULT_WAITS, ...waits },
    ...(deadline && { deadline }),
    ...(onProgress && { onProgress }),
  }
}
