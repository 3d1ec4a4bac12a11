import type { Caller } from '../aws/json-call.js'
import { findingsPage, importFindings } from '../aws/publishing-calls.js'
import { groupBy } from '../model/group-by.js'
import type { Report } from '../model/report.js'
import { chunksOf, forEach } from './each.js'
import type { Publisher, PublisherNeeds } from './publisher.js'

/** Findings of one call. */
const MOST = 100

export const SECURITY_HUB_NEEDS: PublisherNeeds = [
  {
    action: 'securityhub:BatchImportFindings',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
    resources: ['arn:${AWS::Partition}:securityhub:*:${AWS::AccountId}:product/${AWS::AccountId}/default'],
  },
  {
    action: 'securityhub:GetFindings',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
    resources: ['arn:${AWS::Partition}:securityhub:*:${AWS::AccountId}:hub/default'],
  },
]

/** As much of a finding in AWS's format as is asked for again: what every import must have. */
export interface SecurityFinding {
  Id: string
  ProductArn: string
  [field: string]: unknown
}

/** A report's findings in AWS Security Finding Format. */
export type AsffOf = (report: Report) => Promise<SecurityFinding[]>

/**
 * Findings that failed or could not be told; those that Security Hub still has, and the report no longer, are archived.
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html
 */
export const securityHubPublisher = (caller: Caller, asffOf: AsffOf): Publisher => ({
  destination: 'security-hub',
  async publish({ report, whole, now }) {
    const current = await asffOf(report)
    // What an audit did not look at, or could not, has not gone away.
    const archived = whole && report.complete ? await goneFrom(report, current, caller, now) : []
    const calls = [...groupBy([...current, ...archived], regionOf)].flatMap(([region, findings]) =>
      chunksOf(findings, MOST).map((some) => ({ region, some })),
    )
    if (calls.length === 0) return undefined
    await forEach(calls, 'calls', ({ region, some }) => send(caller, region, some))
    return `${current.length} findings, ${archived.length} archived`
  },
})

/** A product's findings are imported in the region that its ARN names. */
const regionOf = ({ ProductArn }: SecurityFinding) => ProductArn.split(':')[3] ?? ''

/**
 * What was imported some time ago, and is no longer amiss: asked of Security Hub itself, since an import may have failed.
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindings.html
 */
async function goneFrom(
  { scope: { regions, accountId } }: Report,
  current: readonly SecurityFinding[],
  caller: Caller,
  now: Date,
): Promise<SecurityFinding[]> {
  const ids = new Set(current.map(({ Id }) => Id))
  const gone: SecurityFinding[] = []
  for (const region of regions) {
    const is = (Value: string, Comparison = 'EQUALS') => [{ Value, Comparison }]
    const filters = {
      ...{ AwsAccountId: is(accountId), Region: is(region), RecordState: is('ACTIVE') },
      GeneratorId: is('ssm-ready/', 'PREFIX'),
    }
    let token: string | undefined
    const seen = new Set<string>()
    do {
      const page = await findingsPage(caller, region, filters, token)
      if (page.Findings === undefined) throw new Error('Security Hub answered without findings')
      gone.push(...(page.Findings as SecurityFinding[]).filter(({ Id }) => !ids.has(Id)))
      token = page.NextToken
      if (token !== undefined && seen.has(token))
        throw new Error('Security Hub answered with a page token for the second time')
      seen.add(token ?? '')
    } while (token !== undefined && token !== '')
  }
  return gone.map((finding) => ({ ...required(finding), UpdatedAt: now.toISOString(), RecordState: 'ARCHIVED' }))
}

const REQUIRED = [
  ...['SchemaVersion', 'GeneratorId', 'AwsAccountId', 'Types', 'CreatedAt', 'Severity', 'Title', 'Description'],
  ...['Resources', 'Compliance', 'ProductFields'],
]

/** What Security Hub has added is its own. */
function required(finding: SecurityFinding): SecurityFinding {
  const fields = Object.fromEntries(Object.entries(finding).filter(([name]) => REQUIRED.includes(name)))
  return { ...fields, Id: finding.Id, ProductArn: finding.ProductArn }
}

async function send(caller: Caller, region: string, findings: readonly SecurityFinding[]): Promise<void> {
  const { FailedCount, FailedFindings = [] } = await importFindings(caller, region, findings)
  const [first] = FailedFindings
  if (FailedCount !== 0)
    throw new Error(
      `Security Hub took not all findings: ${first?.ErrorCode ?? ''} ${first?.ErrorMessage ?? 'no answer'}`,
    )
}
