import type { Finding, Problem, Verdict } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import type { DatabaseReport, HostReport, Report, TunnelReport, VpcReport } from '../model/report.js'
import { subjectsAround } from '../model/report-subjects.js'
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
  /** Of one VPC, or of several and this one among them; posture left out. */
  problemsOf(vpc: VpcReport): Problem[]
  /** What keeps a tunnel from being READY. */
  problemsOfTunnel(tunnel: TunnelReport): Problem[]
  /** The finding whose words a problem has; absent where only a part of the findings is shown. */
  leading(problem: Problem): Finding | undefined
}

export function indexReport(report: Report): ReportIndex {
  const hosts = groupBy(report.hosts, (host) => host.vpcId)
  const hostsById = new Map(report.hosts.map((host) => [host.instanceId, host]))
  const databases = groupBy(report.databases, (database) => database.vpcId)
  const tunnels = groupBy(report.tunnels, (tunnel) => `${tunnel.databaseId}\n${tunnel.vpcId}\n${tunnel.databaseKind}`)
  const findings = groupBy(report.findings, (finding) => subjectKey(finding.subject))
  const problems = byVpc(report.problems)
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
    problemsOf: ({ vpcId }) => (problems.get(vpcId) ?? []).filter(({ level }) => level !== 'deviating'),
    problemsOfTunnel: (tunnel) => {
      if (tunnel.verdict === 'READY') return []
      const around = subjectsAround(tunnel, hostsById.get(tunnel.hostId)?.vpcId)
      return report.problems.filter(
        ({ level, blocks, subjects }) =>
          level !== 'deviating' &&
          blocks.includes('tunnel') &&
          subjects.some((subject) => around.has(subjectKey(subject))),
      )
    },
    leading: ({ checkId, subjects: [subject] }) =>
      subject && findings.get(subjectKey(subject))?.find((finding) => finding.checkId === checkId),
  }
}

function byVpc(problems: readonly Problem[]): Map<string, Problem[]> {
  const entries = problems.flatMap((problem) =>
    [...new Set(problem.subjects.flatMap(({ vpcId }) => vpcId ?? []))].map((vpcId) => ({ vpcId, problem })),
  )
  return new Map([...groupBy(entries, ({ vpcId }) => vpcId)].map(([vpcId, all]) => [vpcId, all.map((e) => e.problem)]))
}

const works = (verdict: Verdict | undefined) => verdict === 'READY' || verdict === 'DEGRADED'

const ratio = (good: number, all: number) => (all === 0 ? '-' : `${good}/${all}`)

function sortBy<T>(items: readonly T[], rank: (item: T) => number): T[] {
  return [...items].sort((a, b) => rank(a) - rank(b))
}

const BEST_FIRST: readonly string[] = ['READY', 'DEGRADED', 'UNKNOWN', 'BLOCKED']
