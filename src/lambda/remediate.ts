import { join } from 'node:path'
import { openLiveAccount } from '../app/account.js'
import { applyPlan } from '../app/remediate/apply.js'
import { planBucket, type RemediateDependencies } from '../app/remediate/dependencies.js'
import { planRemediation } from '../app/remediate/plan.js'
import { revertPlan } from '../app/remediate/revert.js'
import { verifyPlan } from '../app/remediate/verify.js'
import { PlanFolder } from '../files/plan-folder.js'
import type { Env } from '../model/env.js'
import { UsageError } from '../model/errors.js'
import type { Plan, PlanResult } from '../model/plan.js'
import { parseRemediateEvent, type RemediateEvent } from './events.js'
import { lambdaSettings } from './settings.js'
import { type LambdaContext, remainingTime } from './time.js'

/** Where a function keeps plans without a bucket: gone with its instance. `apply` then makes the plan again. */
const temporary = (env: Env) => join(env['TMPDIR'] || '/tmp', 'ssm-ready')

/** The remediation function. Only `apply` with `approve` changes anything. */
export async function remediateOnLambda(event: unknown, env: Env, context?: LambdaContext): Promise<Plan | PlanResult> {
  const request = parseRemediateEvent(event)
  const { regions, config, bucket, waits, remedies } = lambdaSettings(env)
  const account = await openLiveAccount({ regions, env })
  return act(request, {
    account,
    config,
    waits,
    allowed: remedies,
    by: env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'the remediation function',
    store: planBucket(account, bucket, env['AWS_REGION']) ?? new PlanFolder(temporary(env)),
    ...remainingTime(context),
  })
}

function act(request: RemediateEvent, dependencies: RemediateDependencies): Promise<Plan | PlanResult> {
  const { action, planId, remedies = [], vpcIds = [], hostIds = [], approve = [], steps = [] } = request
  const asked = { remedies, vpcIds, hostIds }
  if (action === 'plan') return planRemediation(asked, dependencies)
  if (planId === undefined)
    throw new UsageError(`remediate event: planId: ${action} expects the planId that plan gave.`)
  if (action === 'apply') return applyPlan({ planId, approve, ...asked }, dependencies)
  return action === 'verify' ? verifyPlan({ planId }, dependencies) : revertPlan({ planId, steps }, dependencies)
}
