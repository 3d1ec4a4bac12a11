import type { Finding, Hop, SubjectKind } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import type { DatabaseReport, HostReport, Report, TunnelReport, VpcReport } from '../model/report.js'
import { STATUS_ORDER, VERDICT_ORDER } from './words.js'

/** The report's lists by what they belong to, so that a renderer need not search. */
export interface ReportIndex {
  /** Worst first. */
  vpcs: VpcReport[]
  hostsOf(vpcId: string): HostReport[]
  databasesOf(vpcId: string): DatabaseReport[]
  host(instanceId: string): HostReport | undefined
  /** Tunnels to the database, the best first. */
  tunnelsTo(database: DatabaseReport): TunnelReport[]
  /** Findings of one subject, worst first. */
  findingsOf(kind: SubjectKind, id: string, region?: string): Finding[]
  /** The findings that a tunnel is blocked by, in the report's order. */
  blockersOf(tunnel: TunnelReport): Finding[]
}

export function indexReport(report: Report): ReportIndex {
  const hosts = groupBy(report.hosts, (host) => host.vpcId)
  const hostsById = new Map(report.hosts.map((host) => [host.instanceId, host]))
  const databases = groupBy(report.databases, (database) => database.vpcId)
  const tunnels = groupBy(report.tunnels, (tunnel) => `${tunnel.databaseId}\n${tunnel.vpcId}`)
  const findings = groupBy(report.findings, (finding) => `${finding.subject.kind}\n${finding.subject.id}`)
  const findingsOf = (kind: SubjectKind, id: string, region?: string) => {
    const all = findings.get(`${kind}\n${id}`) ?? []
    const here = region === undefined ? all : all.filter((finding) => finding.subject.region === region)
    return sortBy(here, (finding) => STATUS_ORDER.indexOf(finding.status))
  }
  return {
    vpcs: sortBy(report.vpcs, (vpc) => VERDICT_ORDER.indexOf(vpc.verdict)),
    hostsOf: (vpcId) => hosts.get(vpcId) ?? [],
    databasesOf: (vpcId) => databases.get(vpcId) ?? [],
    host: (instanceId) => hostsById.get(instanceId),
    tunnelsTo: (database) =>
      sortBy(tunnels.get(`${database.databaseId}\n${database.vpcId}`) ?? [], (tunnel) =>
        BEST_FIRST.indexOf(tunnel.verdict),
      ),
    findingsOf,
    blockersOf: (tunnel) => {
      const host = hostsById.get(tunnel.hostId)
      const around = [
        ...findingsOf('tunnel', `${tunnel.hostId}/${tunnel.databaseId}`),
        ...findingsOf('host', tunnel.hostId),
        ...findingsOf('database', tunnel.databaseId, tunnel.region),
        ...findingsOf('vpc', tunnel.vpcId),
        ...(host !== undefined && host.vpcId !== tunnel.vpcId ? findingsOf('vpc', host.vpcId) : []),
        ...findingsOf('region', tunnel.region, tunnel.region),
      ]
      return tunnel.blockedBy.flatMap(
        ({ checkId, reason }) =>
          around.find((finding) => finding.checkId === checkId && finding.reason === reason) ?? [],
      )
    },
  }
}

/** The hop that is in the way; of several, the first one that traffic meets. */
export function blockingHop(finding: Finding): Hop | undefined {
  return finding.hops?.find((hop) => hop.outcome === 'fail')
}

/** `blocked at sg-0e9 (security-group-ingress): why` or the finding's own sentence. */
export function blockerText(finding: Finding): string {
  const hop = blockingHop(finding)
  if (hop === undefined) return finding.message
  return `${hop.at} (${hop.kind}): ${hop.nearMiss ?? hop.why}`
}

function sortBy<T>(items: readonly T[], rank: (item: T) => number): T[] {
  return [...items].sort((a, b) => rank(a) - rank(b))
}

const BEST_FIRST: readonly string[] = ['READY', 'DEGRADED', 'UNKNOWN', 'BLOCKED']
