import { CAPABILITIES, POSTURES, STATUSES, VERDICTS, VPC_VERDICTS } from '../model/finding.js'
import type { Report, Summary } from '../model/report.js'

/** Counts by verdict, posture and status, zeros included. Posture counts VPCs that have one. */
export function summaryOf(
  report: Pick<Report, 'vpcs' | 'hosts' | 'tunnels' | 'findings'>,
  apiCalls: Record<string, number>,
): Summary {
  const { vpcs, hosts, tunnels, findings } = report
  const perCapability = CAPABILITIES.map((capability) => [
    capability,
    count(
      VERDICTS,
      hosts.map((host) => host.verdicts[capability]),
    ),
  ])
  return {
    vpcs: count(
      VPC_VERDICTS,
      vpcs.map((vpc) => vpc.verdict),
    ),
    hosts: Object.fromEntries(perCapability) as Summary['hosts'],
    tunnels: count(
      VERDICTS,
      tunnels.map((tunnel) => tunnel.verdict),
    ),
    posture: count(
      POSTURES,
      vpcs.flatMap((vpc) => vpc.posture ?? []),
    ),
    findings: count(
      STATUSES,
      findings.map((finding) => finding.status),
    ),
    apiCalls: Object.fromEntries(Object.entries(apiCalls).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

function count<T extends string>(words: readonly T[], seen: readonly T[]): Record<T, number> {
  const counts = Object.fromEntries(words.map((word) => [word, 0])) as Record<T, number>
  for (const word of seen) counts[word] += 1
  return counts
}
