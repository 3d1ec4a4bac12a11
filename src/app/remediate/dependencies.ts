import type { Config } from '../../model/config.js'
import { UsageError } from '../../model/errors.js'
import type { Invocation } from '../../model/invocation.js'
import type { Plan } from '../../model/plan.js'
import { PLAN_ID } from '../../model/plan-id.js'
import type { PlanStore } from '../../model/plan-store.js'
import { type ChangeContext, DEFAULT_WAITS, type Waits } from '../../remediate/change-handler.js'
import { isAsMade, planIdOf } from '../../remediate/plan-id.js'
import { S3PlanStore } from '../../remediate/s3-plan-store.js'
import type { Account } from '../account.js'

export interface RemediateDependencies {
  account: Account
  config: Config
  store: PlanStore
  /** How this program was started: where the commands of steps run. */
  invocation?: Invocation
  /** Who applies: user and machine, or function; others read it while the lock is held. */
  by: string
  /** In seconds; what is not named is as in DEFAULT_WAITS. */
  waits?: Partial<Waits>
  /** When the answer must be given: nothing is begun that could not end. */
  deadline?: Date
  /** Ends the audit that a plan is made from. */
  signal?: AbortSignal
  /** Somebody asks to stop: nothing more is begun. */
  stop?: AbortSignal
  /** Ids of the remedies that may be applied; absent: all. */
  allowed?: readonly string[]
  onProgress?: (message: string) => void
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

export function contextOf({ account, waits, deadline, stop, onProgress }: RemediateDependencies): ChangeContext {
  return {
    clients: account.clients,
    accountId: account.identity.accountId,
    partition: account.identity.partition,
    now: account.now,
    sleep: account.sleep,
    waits: { ...DEFAULT_WAITS, ...waits },
    ...(deadline && { deadline }),
    ...(stop && { stop }),
    ...(onProgress && { onProgress }),
  }
}

/**
 * The plan of an id.
 * @throws UsageError when it is not stored here, was edited, or is for another account
 */
export async function knownPlan(planId: string, dependencies: RemediateDependencies): Promise<Plan> {
  const plan = await storedPlan(planId, dependencies)
  if (!plan) throw new UsageError(`Plan ${planId} is not stored here: plan again.`)
  return plan
}

/** As `knownPlan`, but `undefined` when it is not stored here. */
export async function storedPlan(planId: string, dependencies: RemediateDependencies): Promise<Plan | undefined> {
  if (!PLAN_ID.test(planId))
    throw new UsageError(
      `planId: expected an id that \`plan\` gave, such as plan-0123456789abcdef0123, got ${JSON.stringify(planId)}.`,
    )
  const plan = await dependencies.store.load(planId)
  if (plan) assertPlan(plan, dependencies)
  return plan
}

/** @throws UsageError for a plan that was edited, or is for another account */
export function assertPlan(plan: Plan, { account }: Pick<RemediateDependencies, 'account'>): void {
  if (planIdOf(plan) !== plan.planId)
    throw new UsageError(`Plan ${plan.planId}: its steps are not those that it was made with: plan again.`)
  const { accountId } = account.identity
  if (plan.scope.accountId === accountId && !isAsMade(plan))
    throw new UsageError(`Plan ${plan.planId}: what it says is not what it was made with: plan again.`)
  if (plan.scope.accountId !== accountId)
    throw new UsageError(`Plan ${plan.planId} is for account ${plan.scope.accountId}, not for ${accountId}.`)
}
