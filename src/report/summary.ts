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
    count(VERDICTS, hosts, (host) => host.verdicts[capability]),
  ])
  return {
    vpcs: count(VPC_VERDICTS, vpcs, (vpc) => vpc.verdict),
    hosts: Object.fromEntries(perCapability) as Summary['hosts'],
    tunnels: count(VERDICTS, tunnels, (tunnel) => tunnel.verdict),
    posture: count(POSTURES, vpcs, (vpc) => vpc.posture),
    findings: count(STATUSES, findings, (finding) => finding.status),
    apiCalls: Object.fromEntries(Object.entries(apiCalls).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

function count<T extends string, Item>(
  words: readonly T[],
  items: readonly Item[],
  wordOf: (item: Item) => T | undefined,
): Record<T, number> {
  const counts = Object.fromEntries(words.map((word) => [word, 0])) as Record<T, number>
  items.forEach((item) => {
    const word = wordOf(item)
    if (word !== undefined) counts[word] += 1
  })
  return counts
}
