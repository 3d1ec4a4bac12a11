import { FAILURE_OUTCOMES } from '../../model/collected.js'
import { CAPABILITIES, POSTURES, PROBLEM_LEVELS, STATUSES, VERDICTS, VPC_VERDICTS } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import type { Report } from '../../model/report.js'
import type { Family, Sample } from './exposition.js'

/** How many of everything there are, zeros included. */
export function countFamilies(report: Report): Family[] {
  const { vpcs, hosts, tunnels, databases, problems, gaps, findings, scope } = report
  const account = { account_id: scope.accountId }
  const counted = (label: string, counts: Readonly<Record<string, number>>, more: Sample['labels'] = {}): Sample[] =>
    Object.entries(counts).map(([key, value]) => ({ labels: { ...account, ...more, [label]: key }, value }))
  const byVerdict = tally(
    VERDICTS,
    databases.map(({ verdict }) => verdict),
  )
  const byLevel = tally(
    PROBLEM_LEVELS,
    problems.map(({ level }) => level),
  )
  const byOutcome = tally(
    FAILURE_OUTCOMES,
    gaps.map(({ outcome }) => outcome),
  )
  const checks = groupBy(findings, ({ checkId }) => checkId)
  return [
    {
      name: 'ssm_ready_vpcs',
      help: 'VPCs by verdict.',
      samples: counted(
        'verdict',
        tally(
          VPC_VERDICTS,
          vpcs.map(({ verdict }) => verdict),
        ),
      ),
    },
    {
      name: 'ssm_ready_hosts',
      help: 'Hosts by capability and verdict.',
      samples: CAPABILITIES.flatMap((capability) =>
        counted(
          'verdict',
          tally(
            VERDICTS,
            hosts.map(({ verdicts }) => verdicts[capability]),
          ),
          { capability },
        ),
      ),
    },
    { name: 'ssm_ready_databases', help: 'Databases by verdict.', samples: counted('verdict', byVerdict) },
    {
      name: 'ssm_ready_tunnels',
      help: 'Pairs of host and database by verdict.',
      samples: counted(
        'verdict',
        tally(
          VERDICTS,
          tunnels.map(({ verdict }) => verdict),
        ),
      ),
    },
    {
      name: 'ssm_ready_vpc_postures',
      help: 'VPCs by posture.',
      samples: counted(
        'posture',
        tally(
          POSTURES,
          vpcs.flatMap(({ posture }) => posture ?? []),
        ),
      ),
    },
    {
      name: 'ssm_ready_findings',
      help: 'Findings by check and status.',
      samples: [...checks].flatMap(([check, own]) =>
        counted(
          'status',
          tally(
            STATUSES,
            own.map(({ status }) => status),
          ),
          { check },
        ),
      ),
    },
    { name: 'ssm_ready_problems', help: 'Problems by level.', samples: counted('level', byLevel) },
    {
      name: 'ssm_ready_gaps',
      help: 'What could not be read, by how the call ended.',
      samples: counted('outcome', byOutcome),
    },
  ]
}

/** Of the audit as a whole. */
export const apiCallFamily = ({ summary, scope }: Report): Family => ({
  name: 'ssm_ready_api_calls',
  help: 'Requests to AWS that the audit made.',
  samples: Object.entries(summary.apiCalls).map(([api, value]) => ({
    labels: { account_id: scope.accountId, api },
    value,
  })),
})

function tally<K extends string>(keys: readonly K[], values: readonly K[]): Record<string, number> {
  const counts = new Map<K, number>(keys.map((key) => [key, 0]))
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return Object.fromEntries(counts)
}
