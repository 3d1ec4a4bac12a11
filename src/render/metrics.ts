import type { Report } from '../model/report.js'
import { apiCallFamily, countFamilies } from './metrics/counts.js'
import { type Family, familyText } from './metrics/exposition.js'
import { joined, perAccount } from './metrics/per-account.js'
import { problemFamilies, unreadFamily } from './metrics/problems.js'
import { subjectFamilies } from './metrics/subjects.js'
import { printableReport } from './printable.js'
import type { Renderer } from './types.js'

/**
 * The report as OpenMetrics text. Gauges only, without time stamps of their own, so that the text format of Prometheus
 * and its textfile collectors read the same file.
 *
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
export const render: Renderer = (report) => {
  const printable = printableReport(report)
  const parts = perAccount(printable)
  const families = [
    ...reportFamilies(printable, parts),
    ...accountFamilies(printable),
    ...joined([
      ...parts.flatMap(countFamilies),
      apiCallFamily(printable),
      ...parts.flatMap(subjectFamilies),
      ...parts.flatMap(problemFamilies),
      unreadFamily(printable),
    ]),
  ]
  return `${families.map(familyText).join('')}# EOF\n`
}

/** Of several accounts: which of them were looked at. */
function accountFamilies({ scope: { accounts } }: Report): Family[] {
  if (accounts === undefined) return []
  return [
    {
      name: 'ssm_ready_account_entered',
      help: '1 when the account was audited, 0 when it was not.',
      samples: accounts.map(({ accountId, name, entered }) => ({
        labels: { account_id: accountId, name },
        value: entered ? 1 : 0,
      })),
    },
  ]
}

function reportFamilies(
  { tool, schemaVersion, scope, generatedAt, durationMs, complete }: Report,
  parts: readonly Report[],
): Family[] {
  const { accountId, partition } = scope
  const one = (value: number) => [{ labels: { account_id: accountId }, value }]
  return [
    {
      name: 'ssm_ready_build_info',
      help: 'The program that made the report; always 1.',
      samples: [{ labels: { version: tool.version, schema_version: String(schemaVersion) }, value: 1 }],
    },
    {
      name: 'ssm_ready_region_audited',
      help: 'A region that the report covers; always 1.',
      samples: parts.flatMap((part) =>
        part.scope.regions.map((region) => ({
          labels: { account_id: part.scope.accountId, partition, region },
          value: 1,
        })),
      ),
    },
    {
      name: 'ssm_ready_report_timestamp_seconds',
      unit: 'seconds',
      help: 'When the report was made, in seconds since 1970.',
      samples: one(Date.parse(generatedAt) / 1000),
    },
    {
      name: 'ssm_ready_report_duration_seconds',
      unit: 'seconds',
      help: 'How long the audit took.',
      samples: one(durationMs / 1000),
    },
    {
      name: 'ssm_ready_report_complete',
      help: '1 when everything could be read, 0 when there are gaps.',
      samples: one(complete ? 1 : 0),
    },
  ]
}
