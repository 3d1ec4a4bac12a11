import { UsageError } from '../model/errors.js'
import type { ApplyResult, Plan } from '../model/plan.js'
import { FilePlanStore, type PlanStore } from '../remediate/plan-store.js'
import { S3PlanStore } from '../remediate/s3-plan-store.js'
import { type Account, openLiveAccount } from './account.js'
import { parseRemediateEvent, type RemediateEvent } from './events.js'
import { type Env, lambdaSettings } from './lambda-settings.js'
import { type LambdaContext, remainingTime } from './lambda-time.js'
import { applyPlan, planRemediation, type RemediateDependencies, revertPlan, verifyPlan } from './remediate.js'

/** Where a function keeps plans without a bucket: gone with its instance. `apply` then makes the plan again. */
const TEMPORARY = '/tmp/ssm-ready'

/** The remediation function. Only `apply` with `approve` changes anything. */
export async function remediateOnLambda(
  event: unknown,
  env: Env,
  context?: LambdaContext,
): Promise<Plan | ApplyResult> {
  const request = parseRemediateEvent(event)
  const { regions, config, bucket, waits } = lambdaSettings(env)
  const account = await openLiveAccount({ regions, env })
  return act(request, {
    account,
    config,
    waits,
    store: storeOf(account, env, bucket),
    ...remainingTime(context),
  })
}

function act(request: RemediateEvent, dependencies: RemediateDependencies): Promise<Plan | ApplyResult> {
  const { action, planId, remedies = [], hostIds = [], approve = [] } = request
  if (action === 'plan') return planRemediation({ remedies, hostIds }, dependencies)
  if (planId === undefined)
    throw new UsageError(`remediate event: planId: ${action} expects the planId that plan gave.`)
  if (action === 'apply') return applyPlan({ planId, approve, remedies, hostIds }, dependencies)
  return action === 'verify' ? verifyPlan({ planId }, dependencies) : revertPlan({ planId }, dependencies)
}

function storeOf({ clients, regions }: Account, env: Env, bucket: string | undefined): PlanStore {
  const home = env['AWS_REGION'] || regions[0]
  return bucket === undefined || home === undefined
    ? new FilePlanStore(TEMPORARY)
    : new S3PlanStore(clients.s3(home), bucket)
}
