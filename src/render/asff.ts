import type { Finding, Status, Subject } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import { clip } from '../model/printable.js'
import type { Report } from '../model/report.js'
import { blockingHop } from './hops.js'
import { findingKey, sha256 } from './identity.js'
import { printableReport } from './printable.js'
import type { PartsRenderer, Renderer } from './types.js'
import { subjectName } from './words.js'

/**
 * What failed, warns or is unknown, for Security Hub's BatchImportFindings.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html
 */
export const render: Renderer = (report) => json(findingsOf(report))

/** As BatchImportFindings takes them: at most a hundred at a time, all of one account and region. */
export const renderParts: PartsRenderer = (report) => {
  const calls = [...groupBy(findingsOf(report), ({ AwsAccountId, Region }) => `${AwsAccountId} ${Region}`).values()]
  const parts = calls.flatMap((findings) => chunksOf(findings, MAX_PER_CALL))
  return parts.length === 0 ? [json([])] : parts.map(json)
}

/** @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html */
const MAX_PER_CALL = 100

function findingsOf(report: Report) {
  const printable = printableReport(report)
  return printable.findings.filter(({ status }) => status in COMPLIANCE).map((finding) => asff(finding, printable))
}

const json = (findings: readonly object[]) => `${JSON.stringify(findings, undefined, 2)}\n`

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size))
}

const COMPLIANCE: Partial<Record<Status, string>> = { warn: 'WARNING', fail: 'FAILED', unknown: 'NOT_AVAILABLE' }

function asff(finding: Finding, report: Report) {
  const { checkId, status, reason, subject, doc, accepted } = finding
  const { partition } = report.scope
  const { accountId, region } = subject
  return {
    SchemaVersion: '2018-10-08',
    Id: findingId(finding),
    ProductArn: `arn:${partition}:securityhub:${region}:${accountId}:product/${accountId}/default`,
    ProductName: 'ssm-ready',
    GeneratorId: `ssm-ready/${checkId}`,
    AwsAccountId: accountId,
    Region: region,
    Types: ['Software and Configuration Checks/AWS Security Best Practices'],
    CreatedAt: report.generatedAt,
    UpdatedAt: report.generatedAt,
    Severity: { Label: severity(finding), Original: status },
    Title: clip(`${checkId}: ${subjectName(subject)}`, 256),
    Description: clip(description(finding), 1024),
    Remediation: { Recommendation: { Text: clip(finding.remedy?.text ?? 'See the documentation.', 512), Url: doc } },
    SourceUrl: doc,
    ProductFields: { 'ssm-ready/reason': reason, 'ssm-ready/version': report.tool.version },
    Resources: resources(subject, partition),
    Compliance: { Status: COMPLIANCE[status] },
    Workflow: { Status: accepted ? 'SUPPRESSED' : 'NEW' },
    ...(accepted && { Note: note(accepted.reason, report.generatedAt) }),
    RecordState: 'ACTIVE',
  }
}

/** At most 512 characters, and the same in every audit. */
function findingId(finding: Finding): string {
  const key = findingKey(finding)
  return `ssm-ready/${key.length <= 480 ? key : sha256(key)}`
}

function severity({ status, blocks, accepted }: Finding): string {
  if (accepted) return 'INFORMATIONAL'
  if (status === 'fail') return blocks.length > 0 ? 'HIGH' : 'MEDIUM'
  return status === 'warn' ? 'LOW' : 'INFORMATIONAL'
}

function description(finding: Finding): string {
  const hop = blockingHop(finding)
  return hop ? `Blocked at ${hop.at} (${hop.kind}). ${finding.message}` : finding.message
}

function note(text: string, at: string) {
  return { Text: clip(`Accepted: ${text}`, 512), UpdatedBy: 'ssm-ready', UpdatedAt: at }
}

interface Resource {
  Type: string
  Id: string
  Partition: string
  Region: string
}

function resources(subject: Subject, partition: string): Resource[] {
  const resource = (Type: string, Id: string): Resource => ({ Type, Id, Partition: partition, Region: subject.region })
  const arn = (service: string, rest: string) =>
    `arn:${partition}:${service}:${subject.region}:${subject.accountId}:${rest}`
  const host = (id: string) => resource('AwsEc2Instance', arn('ec2', `instance/${id}`))
  const database = (id: string) => {
    const kind = subject.databaseKind
    if (kind === 'cluster') return resource('AwsRdsDbCluster', arn('rds', `cluster:${id}`))
    if (kind === 'instance') return resource('AwsRdsDbInstance', arn('rds', `db:${id}`))
    // A proxy's ARN holds an id that the report does not have; a configured target has none.
    return resource('Other', clip(`${subject.accountId}/${subject.region}/${kind ?? 'database'}/${id}`, 512))
  }
  switch (subject.kind) {
    case 'vpc':
      return [resource('AwsEc2Vpc', arn('ec2', `vpc/${subject.id}`))]
    case 'host':
      return [host(subject.id)]
    case 'database':
      return [database(subject.id)]
    case 'tunnel': {
      const slash = subject.id.indexOf('/')
      return [host(subject.id.slice(0, slash)), database(subject.id.slice(slash + 1))]
    }
    case 'region':
      return [resource('AwsAccount', `AWS::::Account:${subject.accountId}`)]
    case 'caller':
      return [resource(subject.id.includes(':user/') ? 'AwsIamUser' : 'AwsIamRole', clip(subject.id, 512))]
  }
}
