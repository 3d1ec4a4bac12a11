import { CATALOGUE } from '../model/check-catalogue.js'
import type { Finding, Status } from '../model/finding.js'
import type { Gap, Report } from '../model/report.js'
import { type AccountIndex, indexAccounts } from './accounts.js'
import { blockingHop, hopText } from './hops.js'
import { findingKey, sha256 } from './identity.js'
import { printableReport } from './printable.js'
import { ruleOf } from './sarif/rule.js'
import type { RenderOptions } from './types.js'
import { subjectName } from './words.js'

/**
 * What failed, warns or is unknown, as SARIF 2.1.0; what the config accepts is there as suppressed.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function render(report: Report, _options: RenderOptions): string {
  const { tool, scope, findings, gaps, complete, generatedAt } = printableReport(report)
  const shown = findings.filter(({ status }) => status in LEVELS)
  const rules = CATALOGUE.map(ruleOf)
  const indexes = new Map(rules.map(({ id }, index) => [id, index]))
  const indexed = (id: string) => {
    const ruleIndex = indexes.get(id)
    return ruleIndex === undefined ? {} : { ruleIndex }
  }
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool.name, version: tool.version, rules } },
        automationDetails: {
          id: `${tool.name}/${scope.accountId}${scope.accounts === undefined ? '' : '+'}/${scope.regions.join('+')}/`,
        },
        invocations: [
          {
            executionSuccessful: complete,
            endTimeUtc: generatedAt,
            toolExecutionNotifications: gaps.map((gap) => notification(gap, indexAccounts(scope))),
          },
        ],
        results: shown.map((finding) => ({ ...result(finding), ...indexed(finding.checkId) })),
      },
    ],
  }
  return `${JSON.stringify(log, undefined, 2)}\n`
}

const LEVELS: Partial<Record<Status, 'error' | 'warning' | 'note'>> = {
  fail: 'error',
  warn: 'warning',
  unknown: 'note',
}

function result(finding: Finding) {
  const { checkId, status, reason, subject, blocks, posture, accepted } = finding
  return {
    ruleId: checkId,
    level: LEVELS[status],
    message: { text: withoutLinks(messageText(finding)) },
    locations: [
      {
        // Nothing of a file is at fault; code scanning wants one all the same.
        physicalLocation: { artifactLocation: { uri: artifactUri(finding) }, region: { startLine: 1 } },
        logicalLocations: [
          {
            name: subjectName(subject),
            fullyQualifiedName: subjectPath(finding).join('/'),
            kind: 'resource',
          },
        ],
      },
    ],
    partialFingerprints: fingerprints(finding),
    suppressions: accepted ? [{ kind: 'external', justification: accepted.reason }] : [],
    properties: { reason, blocks, posture, subjectKind: subject.kind },
  }
}

function messageText(finding: Finding): string {
  const hop = blockingHop(finding)
  return [
    finding.message,
    ...(hop ? [`Blocked at ${hopText(hop)}`] : []),
    ...(finding.remedy ? [`Fix: ${finding.remedy.text}`] : []),
  ].join('\n')
}

/** GitHub tells results apart by the hash of a line, and takes ours since no file of the repository holds one. */
function fingerprints(finding: Finding) {
  const print = sha256(findingKey(finding))
  return { 'ssmReady/v1': print, primaryLocationLineHash: `${print}:1` }
}

/** In a message of SARIF `[text](target)` is a link; a tag of the account may not make one. */
const withoutLinks = (text: string) => text.replaceAll('](', '\\](')

function subjectPath({ subject }: Finding): string[] {
  const { accountId, region, vpcId, kind, databaseKind, id } = subject
  return [accountId, region, ...(vpcId ? [vpcId] : []), kind, ...(databaseKind ? [databaseKind] : []), id]
}

function artifactUri(finding: Finding): string {
  return ['aws', ...subjectPath(finding)].map(encodeURIComponent).join('/')
}

function notification(gap: Gap, accounts: AccountIndex) {
  return {
    level: 'warning',
    descriptor: { id: gap.api },
    message: {
      text: `${gap.api} in ${gap.region}${accounts.inAccount(gap.accountId)}: ${gap.outcome}. ${gap.message}`,
    },
  }
}
