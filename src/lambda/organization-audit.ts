import { audited, auditRegion, type RegionAudited } from '../app/organization/audit-region.js'
import { enterAccount } from '../app/organization/member-account.js'
import { noteRegions, regionsLeft } from '../app/organization/note-regions.js'
import { runFolder } from '../app/organization/run-folder.js'
import type { Env } from '../model/env.js'
import { parseOrganizationAudit } from './organization-events.js'
import { homeOf, organizationSettings } from './organization-settings.js'
import { lambdaSettings } from './settings.js'
import { type LambdaContext, remainingTime } from './time.js'

/** The regions of an account that are to be audited, or what became of one of them. */
export type OrganizationAudited = { regions: string[] } | RegionAudited

/** Of which account and region the log speaks: those that are audited, not the function's own. */
export function aboutAccount(event: unknown): Record<string, string> {
  const { run, accountId: account, region } = Object(event)
  return Object.fromEntries(
    Object.entries({ run, account, region }).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/**
 * One account of an organisation, entered by its role: without a region, which regions there are to audit; with one, its report,
 * in the bucket. What a run has already is not done again.
 * @throws UsageError, Throttled, Unavailable, AccountRefused
 */
export async function auditAccountOnLambda(
  event: unknown,
  env: Env,
  context?: LambdaContext,
): Promise<OrganizationAudited> {
  const { run, accountId, region } = parseOrganizationAudit(event)
  const settings = organizationSettings(env)
  const folder = runFolder(run, homeOf(settings, env))
  const enter = (regions: string[]) =>
    enterAccount(accountId, regions, { ...settings, sessionName: `ssm-ready-${run}`, env })
  const { config, regions } = lambdaSettings(env)
  const { home } = settings
  if (region === undefined) {
    const wanted = regions.length > 0 ? regions : [home]
    const left = await regionsLeft(accountId, folder)
    return { regions: left ?? (await noteRegions(await enter([home]), { wanted, home, folder })) }
  }
  const known = await audited(accountId, region, folder)
  if (known !== undefined) return known
  const time = remainingTime(context)
  return auditRegion(await enter([region]), { config, folder, ...(time && { signal: time.signal }) })
}
