import { accountRegionsSchema, regionsFile } from '../../model/organization-run.js'
import { parseAs, parseJson } from '../../model/parse-json.js'
import { getFile, putFile, type ReportFolder } from '../../publish/s3-report.js'
import type { Account } from '../account.js'
import { audited } from './audit-region.js'
import { regionsToAudit } from './member-account.js'

/**
 * The regions of an account that are to be audited, noted for whoever sums up: a region without a report is one that failed.
 * @throws Throttled, Unavailable, AccountRefused
 */
export async function noteRegions(
  account: Account,
  { wanted, home, folder }: { wanted: readonly string[]; home: string; folder: ReportFolder },
): Promise<string[]> {
  const found = await regionsToAudit(account, wanted, home)
  await putFile(folder, regionsFile(account.identity.accountId), JSON.stringify(found), 'application/json')
  return found.regions
}

/** Of a run that is gone on with: the regions that it has no report of yet. `undefined` where it has not begun with the account. */
export async function regionsLeft(accountId: string, folder: ReportFolder): Promise<string[] | undefined> {
  const file = regionsFile(accountId)
  const known = await getFile(folder, file)
  if (known === undefined) return undefined
  const { regions } = parseAs(accountRegionsSchema, parseJson(known.text, file), file)
  const left: string[] = []
  for (const region of regions) if ((await audited(accountId, region, folder)) === undefined) left.push(region)
  return left
}
