import { groupBy } from '../model/group-by.js'
import type { MonthOfVpc, OpenDeviation, PastReport } from '../model/history.js'
import type { VpcReport } from '../model/report.js'
import { keyOfSubject } from '../model/subject-key.js'

/** What one report says of one VPC. */
interface Sighting {
  report: PastReport
  vpc: VpcReport
}

const DAY_MS = 86_400_000

/**
 * Each VPC in each month (UTC). A report of picked hosts says nothing of a VPC as a whole and does not count; nor does
 * one where there is nothing to judge. A day is READY where every report of that day says so.
 * @param reports oldest first; every problem has its `since`
 */
export function complianceOf(reports: readonly PastReport[]): MonthOfVpc[] {
  const sightings = reports
    .filter(({ scope }) => scope.hostIds === undefined)
    .flatMap((report) => report.vpcs.map((vpc): Sighting => ({ report, vpc })))
    .filter(({ vpc }) => vpc.verdict !== 'NOT_APPLICABLE')
  const months = groupBy(sightings, ({ report, vpc }) =>
    [accountOf(vpc, report), vpc.region, vpc.vpcId, report.generatedAt.slice(0, 7)].join(' '),
  )
  return [...months]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, sightings]) => {
      const last = sightings.at(-1)
      return last === undefined ? [] : [monthOf(sightings, last)]
    })
}

function monthOf(sightings: readonly Sighting[], last: Sighting): MonthOfVpc {
  const days = [...groupBy(sightings, ({ report }) => report.generatedAt.slice(0, 10)).values()]
  const { report, vpc } =
    sightings.findLast((each) => each.report.complete && isOfAllChecks(each)) ??
    sightings.findLast(isOfAllChecks) ??
    sightings.findLast((each) => each.report.complete) ??
    last
  return {
    month: last.report.generatedAt.slice(0, 7),
    accountId: accountOf(last.vpc, last.report),
    region: last.vpc.region,
    vpcId: last.vpc.vpcId,
    name: last.vpc.name,
    days: days.length,
    daysReady: days.filter((day) => day.every((each) => each.vpc.verdict === 'READY')).length,
    daysCompliant: days.filter((day) => day.every((each) => each.vpc.posture === 'COMPLIANT')).length,
    daysIncomplete: days.filter((day) => day.some((each) => !each.report.complete)).length,
    deviationsAt: report.generatedAt,
    deviationsComplete: report.complete,
    deviations: deviationsOf(report, vpc),
  }
}

/** One of picked checks has not the deviations that others would find; what is excluded is excluded for good. */
const isOfAllChecks = ({ report }: Sighting) => report.scope.checks === undefined

/** The problems that keep the VPC from being COMPLIANT. */
function deviationsOf({ findings, problems, generatedAt, scope }: PastReport, vpc: VpcReport): OpenDeviation[] {
  const keyOf = keyOfSubject(scope)
  const deviating = new Set(
    findings
      .filter(({ posture, status, accepted }) => posture && status === 'fail' && accepted === undefined)
      .filter(({ subject }) => bearsOn(subject, vpc, accountOf(vpc, { scope })))
      .map(({ checkId, subject }) => `${checkId} ${keyOf(subject)}`),
  )
  return problems
    .filter(({ checkId, subjects, symptoms }) =>
      [...subjects.map((subject) => ({ checkId, subject })), ...symptoms].some((each) =>
        deviating.has(`${each.checkId} ${keyOf(each.subject)}`),
      ),
    )
    .map(({ key, headline, since = generatedAt }) => ({
      ...{ key, headline, since },
      ageDays: Math.max(0, Math.floor((Date.parse(generatedAt) - Date.parse(since)) / DAY_MS)),
    }))
}

/** As the posture of a VPC is judged: a region's findings bear on the VPCs that have hosts. */
const bearsOn = (
  { kind, id, region, vpcId, accountId }: PastReport['findings'][number]['subject'],
  vpc: VpcReport,
  ofVpc: string,
) =>
  region === vpc.region &&
  (kind === 'region'
    ? vpc.hostIds.length > 0 && (accountId ?? ofVpc) === ofVpc
    : (kind === 'vpc' ? id : vpcId) === vpc.vpcId)

/** A report may be of several; older ones name none for a VPC. */
const accountOf = ({ accountId }: VpcReport, { scope }: Pick<PastReport, 'scope'>) => accountId ?? scope.accountId
