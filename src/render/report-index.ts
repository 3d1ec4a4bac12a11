import type { Finding, Hop, SubjectKind, Verdict } from '../model/finding.js'
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
  /** `1/2`: how many of the VPC's hosts can be tunnelled through; `-` without hosts. */
  hostRatio(vpc: VpcReport): string
  /** `1/2`: how many of the VPC's databases have a tunnel that works; `-` without databases. */
  databaseRatio(vpc: VpcReport): string
  /** Findings of one subject, worst first. */
  findingsOf(kind: SubjectKind, id: string, region?: string): Finding[]
  /** The findings that keep a tunnel from being READY: those that block it, or else those that are unknown or warn. */
  reasonsOf(tunnel: TunnelReport): Finding[]
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
  const tunnelsTo = ({ databaseId, vpcId }: DatabaseReport) =>
    sortBy(tunnels.get(`${databaseId}\n${vpcId}`) ?? [], (tunnel) => BEST_FIRST.indexOf(tunnel.verdict))
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
      const around = aroundTunnel(tunnel, hostsById.get(tunnel.hostId)?.vpcId, findingsOf)
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
  hostVpcId: string | undefined,
  findingsOf: ReportIndex['findingsOf'],
): Finding[] {
  return [
    ...findingsOf('tunnel', `${tunnel.hostId}/${tunnel.databaseId}`),
    ...findingsOf('host', tunnel.hostId),
    ...findingsOf('database', tunnel.databaseId, tunnel.region),
    ...findingsOf('vpc', tunnel.vpcId),
    ...(hostVpcId !== undefined && hostVpcId !== tunnel.vpcId ? findingsOf('vpc', hostVpcId) : []),
    ...findingsOf('region', tunnel.region, tunnel.region),
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
