import type { Finding, Hop, Verdict } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import type { DatabaseReport, HostReport, Report, TunnelReport, VpcReport } from '../model/report.js'
import { tunnelIdentity } from '../model/report-subjects.js'
import { type SubjectIdentity, subjectKey } from '../model/subject-key.js'
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
  /** `1/2`: how many of the VPC's hosts can be tunnelled through; `-` without hosts. */
  hostRatio(vpc: VpcReport): string
  /** `1/2`: how many of the VPC's databases have a tunnel that works; `-` without databases. */
  databaseRatio(vpc: VpcReport): string
  /** Findings of one subject, worst first. */
  findingsOf(subject: SubjectIdentity): Finding[]
  /** The findings that keep a tunnel from being READY: those that block it, or else those that are unknown or warn. */
  reasonsOf(tunnel: TunnelReport): Finding[]
}

export function indexReport(report: Report): ReportIndex {
  const hosts = groupBy(report.hosts, (host) => host.vpcId)
  const hostsById = new Map(report.hosts.map((host) => [host.instanceId, host]))
  const databases = groupBy(report.databases, (database) => database.vpcId)
  const tunnels = groupBy(report.tunnels, (tunnel) => `${tunnel.databaseId}\n${tunnel.vpcId}\n${tunnel.databaseKind}`)
  const findings = groupBy(report.findings, (finding) => subjectKey(finding.subject))
  const findingsOf = (subject: SubjectIdentity) =>
    sortBy(findings.get(subjectKey(subject)) ?? [], (finding) => STATUS_ORDER.indexOf(finding.status))
  const tunnelsTo = ({ databaseId, vpcId, kind }: DatabaseReport) =>
    sortBy(tunnels.get(`${databaseId}\n${vpcId}\n${kind}`) ?? [], (tunnel) => BEST_FIRST.indexOf(tunnel.verdict))
  return {
    vpcs: sortBy(report.vpcs, (vpc) => VERDICT_ORDER.indexOf(vpc.verdict)),
    hostsOf: (vpcId) => hosts.get(vpcId) ?? [],
    databasesOf: (vpcId) => databases.get(vpcId) ?? [],
    host: (instanceId) => hostsById.get(instanceId),
    tunnelsTo,
    hostRatio: ({ hostIds }) =>
      ratio(hostIds.filter((id) => works(hostsById.get(id)?.verdicts.tunnel)).length, hostIds.length),
    databaseRatio: ({ vpcId, databaseIds }) => {
      const reachable = (databases.get(vpcId) ?? []).filter((database) => works(tunnelsTo(database)[0]?.verdict))
      return ratio(reachable.length, databaseIds.length)
    },
    findingsOf,
    reasonsOf: (tunnel) => {
      if (tunnel.verdict === 'READY') return []
      const around = aroundTunnel(tunnel, hostsById.get(tunnel.hostId), findingsOf)
      const blockers = tunnel.blockedBy.flatMap(
        ({ checkId, reason }) =>
          around.find((finding) => finding.checkId === checkId && finding.reason === reason) ?? [],
      )
      if (blockers.length > 0) return blockers
      return around.filter(({ status, blocks }) => blocks.includes('tunnel') && status !== 'pass' && status !== 'skip')
    },
  }
}

const works = (verdict: Verdict | undefined) => verdict === 'READY' || verdict === 'DEGRADED'

const ratio = (good: number, all: number) => (all === 0 ? '-' : `${good}/${all}`)

function aroundTunnel(
  tunnel: TunnelReport,
  host: HostReport | undefined,
  findingsOf: ReportIndex['findingsOf'],
): Finding[] {
  const { region, vpcId, hostId, databaseId, databaseKind } = tunnel
  const vpcs = new Set([vpcId, host?.vpcId ?? vpcId])
  return [
    ...findingsOf(tunnelIdentity(tunnel)),
    ...findingsOf({ kind: 'host', region, id: hostId }),
    ...findingsOf({ kind: 'database', region, id: databaseId, databaseKind, vpcId }),
    ...[...vpcs].flatMap((id) => findingsOf({ kind: 'vpc', region, id })),
    ...findingsOf({ kind: 'region', region, id: region }),
  ]
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
