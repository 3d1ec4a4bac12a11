import { openLiveAccount } from '../app/account.js'
import { organizationFolder, runFolder } from '../app/organization/run-folder.js'
import { ONE_ACCOUNT, ofOneAccountAlone, type RunSummary, summarizeRun } from '../app/organization/summarize.js'
import { countFailures, publishersOf, secretsOf } from '../app/publishers.js'
import type { Renderers } from '../app/put-report.js'
import type { Env } from '../model/env.js'
import { parseOrganizationSummary } from './organization-events.js'
import { homeOf, organizationSettings } from './organization-settings.js'
import { lambdaSettings } from './settings.js'
import { type LambdaContext, latestEnd } from './time.js'

/** Whose metrics these are: the stack's own account has others. */
const SERVICE = 'organization'

/**
 * One report of all accounts, published like that of one.
 * @throws UsageError, and what the bucket refuses
 */
export async function summarizeOnLambda(
  event: unknown,
  env: Env,
  renderers: Renderers,
  context?: LambdaContext,
): Promise<RunSummary> {
  const { run } = parseOrganizationSummary(event)
  const organization = organizationSettings(env)
  const settings = lambdaSettings(env)
  const { home } = organization
  const account = await openLiveAccount({ regions: [], env })
  const place = homeOf(organization, env)
  const shared = settings.publish.filter((destination) => !ONE_ACCOUNT.has(destination))
  const summary = await summarizeRun({
    ...{ account, config: settings.config, renderers, env, secret: secretsOf(account, env, home) },
    publishers: [
      ...publishersOf({ ...settings, publish: shared }, account, { env, home, renderers, service: SERVICE }),
      ...settings.publish.filter((destination) => ONE_ACCOUNT.has(destination)).map(ofOneAccountAlone),
    ],
    folders: { run: runFolder(run, place), organization: organizationFolder(place) },
    delivery: { until: latestEnd(context), ...(context?.awsRequestId && { requestId: context.awsRequestId }) },
  })
  countFailures(summary.published, env, SERVICE)
  return summary
}
