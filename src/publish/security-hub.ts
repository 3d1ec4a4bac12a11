import { type Caller, importFindings } from '../aws/publishing-calls.js'
import { groupBy } from '../model/group-by.js'
import type { Report } from '../model/report.js'
import type { Publisher } from './publisher.js'
import { isWhole } from './whole.js'

/** Findings of one call. */
const MOST = 100

/** As much of a finding in AWS's format as matters here. */
export interface SecurityFinding {
  Id: string
  ProductArn: string
}

/** A report's findings in AWS Security Finding Format. */
export type AsffOf = (report: Report) => Promise<SecurityFinding[]>

/**
 * Findings that failed or could not be told; those of the last report that are gone are archived.
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html
 */
export const securityHubPublisher = (caller: Caller, asffOf: AsffOf): Publisher => ({
  destination: 'security-hub',
  async publish({ report, previous, now }) {
    const current = await asffOf(report)
    const ids = new Set(current.map(({ Id }) => Id))
    // What an audit did not look at has not gone away.
    const gone =
      previous === undefined || !report.complete || !isWhole(report)
        ? []
        : (await asffOf(previous)).filter(({ Id }) => !ids.has(Id))
    const archived = gone.map((finding) => ({
      ...{ ...finding, RecordState: 'ARCHIVED', UpdatedAt: now.toISOString() },
      Workflow: { Status: 'RESOLVED' },
    }))
    const all = [...current, ...archived]
    if (all.length === 0) return undefined
    for (const [region, findings] of groupBy(all, regionOf))
      for (let at = 0; at < findings.length; at += MOST) await send(caller, region, findings.slice(at, at + MOST))
    return `${current.length} findings, ${archived.length} archived`
  },
})

/** A product's findings are imported in the region that its ARN names. */
const regionOf = ({ ProductArn }: SecurityFinding) => ProductArn.split(':')[3] ?? ''

async function send(caller: Caller, region: string, findings: readonly SecurityFinding[]): Promise<void> {
  const { FailedCount, FailedFindings = [] } = await importFindings(caller, region, findings)
  const [first] = FailedFindings
  if (FailedCount !== 0)
    throw new Error(
      `Security Hub took not all findings: ${first?.ErrorCode ?? ''} ${first?.ErrorMessage ?? 'no answer'}`,
    )
}
