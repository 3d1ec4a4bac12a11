import { parseReport } from '../../files/report-file.js'
import type { Config } from '../../model/config.js'
import { Throttled, Unavailable } from '../../model/organization-errors.js'
import { reportFile } from '../../model/organization-run.js'
import type { Gap, Report } from '../../model/report.js'
import { getFile, putFile, type ReportFolder } from '../../publish/s3-report.js'
import type { Account } from '../account.js'
import { runAudit, snapshotOf } from '../audit.js'

/** What Step Functions hears of an audit: the report is in the bucket. */
export interface RegionAudited {
  outcome: 'done'
  complete: boolean
}

/**
 * The report of one region of one account, put into the folder of the run.
 * @throws Throttled, Unavailable, after the report was put: trying again may make it complete
 */
export async function auditRegion(
  account: Account,
  { config, signal, folder }: { config: Config; signal?: AbortSignal; folder: ReportFolder },
): Promise<RegionAudited> {
  const [region = ''] = account.regions
  const { report } = await runAudit(
    {},
    { config, takeSnapshot: snapshotOf(account, config, signal ? { signal } : {}), now: account.now },
  )
  await putFile(folder, reportFile(account.identity.accountId, region), JSON.stringify(report), 'application/json')
  const gap = unanswered(report)
  if (gap === undefined) return answer(report)
  const ErrorOf = gap.outcome === 'throttled' ? Throttled : Unavailable
  throw new ErrorOf(gap.api, gap.message)
}

/** What a run has already of a region, unless trying again may make it complete. */
export async function audited(
  accountId: string,
  region: string,
  folder: ReportFolder,
): Promise<RegionAudited | undefined> {
  const name = reportFile(accountId, region)
  const known = await getFile(folder, name)
  const report = known && parseReport(known.text, name)
  return report && unanswered(report) === undefined ? answer(report) : undefined
}

const answer = ({ complete }: Report): RegionAudited => ({ outcome: 'done', complete })

/** What another time may be answered: first of all what was throttled, since that is tried again after longer pauses. */
const unanswered = ({ gaps }: Report): Gap | undefined =>
  gaps.find(({ outcome }) => outcome === 'throttled') ?? gaps.find(({ outcome }) => outcome === 'timeout')
