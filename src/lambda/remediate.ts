import { openLiveAccount } from '../app/account.js'
import {
  applyPlan,
  planBucket,
  planRemediation,
  type RemediateDependencies,
  revertPlan,
  verifyPlan,
} from '../app/remediate.js'
import { PlanFolder } from '../files/plan-folder.js'
import type { Env } from '../model/env.js'
import { UsageError } from '../model/errors.js'
import type { ApplyResult, Plan } from '../model/plan.js'
import { parseRemediateEvent, type RemediateEvent } from './events.js'
import { lambdaSettings } from './settings.js'
import { type LambdaContext, remainingTime } from './time.js'

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
    store: planBucket(account, bucket, env['AWS_REGION']) ?? new PlanFolder(TEMPORARY),
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
