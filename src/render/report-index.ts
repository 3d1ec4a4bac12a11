import type { Finding, Problem, Subject, Verdict } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import type { Change, DatabaseReport, HostReport, Report, TunnelReport, VpcReport } from '../model/report.js'
import { databaseIdentity, shortestNames, subjectsAround } from '../model/report-subjects.js'
import type { Proof } from '../model/snapshot-probes.js'
import { keyOfSubject, type SubjectIdentity } from '../model/subject-key.js'
import { type AccountIndex, indexAccounts } from './accounts.js'
import { nameAndId, STATUS_ORDER, VERDICT_ORDER } from './words.js'

/** The report's lists by what they belong to, so that a renderer need not search. */
export interface ReportIndex extends AccountIndex {
  /** Worst first. */
  vpcs: VpcReport[]
  hostsOf(vpcId: string): HostReport[]
  databasesOf(vpcId: string): DatabaseReport[]
  host(instanceId: string): HostReport | undefined
  /** `bastion-a (i-0a1)` for a host's or VPC's id; other ids as they are. */
  nameOf(id: string): string
  /** A sentence in which ids of hosts and VPCs have their names before them. */
  named(sentence: string): string
  /** A sentence with names instead of the ids of hosts and VPCs. */
  withNamesAlone(sentence: string): string
  /** As {@link nameOf}; of a tunnel `bastion-a (i-0a1) to orders`. */
  subjectName(subject: Subject): string
  /** Of a change: as {@link subjectName}, or with the name that it had. */
  changedName(change: Pick<Change, 'kind' | 'id' | 'name' | 'accountId'>): string
  /** What `connect` and `explain` know the database by: its id, with the kind or as its endpoint where ids are shared. */
  queryOf(database: DatabaseReport): string
  /** Tunnels to the database, the best first. */
  tunnelsTo(database: DatabaseReport): TunnelReport[]
  /** What answered on the best way to the database when it was tried for real; `undefined`: it is judged alone. */
  proofOf(database: DatabaseReport): Proof | undefined
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
  /** Of a problem that speaks of another: what it says of this database, of the best way to it, or of the host on it. */
  leadingTo(problem: Problem, database: DatabaseReport): Finding | undefined
  /** The same of a host. */
  leadingOn(problem: Problem, host: HostReport): Finding | undefined
}

/** What of a report the index is made of. */
export type Indexed = Pick<Report, 'vpcs' | 'hosts' | 'databases' | 'tunnels' | 'findings' | 'problems'> & {
  /** Of hosts and VPCs that are in none of the lists. */
  names?: readonly { id: string; name: string }[]
  scope?: Pick<Report['scope'], 'accounts'>
}

export function indexReport(report: Indexed): ReportIndex {
  const keyOf = keyOfSubject(report.scope)
  const accounts = indexAccounts(report.scope)
  const hosts = groupBy(report.hosts, (host) => host.vpcId)
  const hostsById = new Map(report.hosts.map((host) => [host.instanceId, host]))
  const databases = groupBy(report.databases, (database) => database.vpcId)
  const target = (...parts: (string | undefined)[]) => parts.join('\n')
  const tunnels = groupBy(report.tunnels, ({ databaseId, vpcId, databaseKind, accountId }) =>
    target(databaseId, vpcId, databaseKind, accountId),
  )
  const findings = groupBy(report.findings, (finding) => keyOf(finding.subject))
  const problems = byVpc(report.problems)
  const findingsOf = (subject: SubjectIdentity) =>
    sortBy(findings.get(keyOf(subject)) ?? [], (finding) => STATUS_ORDER.indexOf(finding.status))
  const tunnelsTo = ({ databaseId, vpcId, kind, accountId }: DatabaseReport) =>
    sortBy(tunnels.get(target(databaseId, vpcId, kind, accountId)) ?? [], (tunnel) =>
      BEST_FIRST.indexOf(tunnel.verdict),
    )
  const names = namesOf(report)
  const nameOf = (id: string) => nameAndId(names.get(id), id)
  const subjectName = ({ kind, id, accountId }: Pick<Subject, 'id'> & { kind: string; accountId?: string }) => {
    // What people or regions are called by, two accounts may share.
    if (kind === 'region' || kind === 'database') return `${nameOf(id)}${accounts.inAccount(accountId)}`
    const [hostId = '', databaseId] = kind === 'tunnel' ? splitTunnel(id) : [id]
    return databaseId === undefined ? nameOf(hostId) : `${nameOf(hostId)} to ${databaseId}`
  }
  return {
    ...accounts,
    nameOf,
    named: (sentence) => withNames(sentence, nameOf),
    withNamesAlone: (sentence) => withNames(sentence, (id) => names.get(id) ?? id),
    subjectName,
    changedName: ({ kind, id, name, accountId }) => {
      const called = name === undefined ? subjectName({ kind, id }) : nameAndId(name, id)
      return `${called}${accounts.inAccount(accountId)}`
    },
    queryOf: shortestNames(report.databases),
    vpcs: sortBy(report.vpcs, (vpc) => VERDICT_ORDER.indexOf(vpc.verdict)),
    hostsOf: (vpcId) => hosts.get(vpcId) ?? [],
    databasesOf: (vpcId) => databases.get(vpcId) ?? [],
    host: (instanceId) => hostsById.get(instanceId),
    tunnelsTo,
    proofOf: (database) => {
      const proof = tunnelsTo(database).find(({ hostId }) => hostId === database.via)?.proof
      return proof?.answered === true ? proof : undefined
    },
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
      const around = subjectsAround(tunnel, hostsById.get(tunnel.hostId)?.vpcId, keyOf)
      return report.problems.filter(
        ({ level, blocks, subjects }) =>
          level !== 'deviating' && blocks.includes('tunnel') && subjects.some((subject) => around.has(keyOf(subject))),
      )
    },
    leading: ({ checkId, subjects: [subject] }) =>
      subject && findings.get(keyOf(subject))?.find((finding) => finding.checkId === checkId),
    leadingTo: (problem, database) => {
      const way = tunnelsTo(database).find(({ hostId }) => hostId === database.via)
      const around = way
        ? [...subjectsAround(way, hostsById.get(way.hostId)?.vpcId, keyOf)]
        : [databaseIdentity(database), { ...database, kind: 'vpc' as const, id: database.vpcId }].map(keyOf)
      return leadingAmong(around, problem, findings, keyOf)
    },
    leadingOn: (problem, { region, instanceId, vpcId }) => {
      const around = [
        { kind: 'host' as const, region, id: instanceId },
        { kind: 'vpc' as const, region, id: vpcId },
      ]
      return leadingAmong(around.map(keyOf), problem, findings, keyOf)
    },
  }
}

/** What a problem says of one of these, unless it speaks of one of them anyway. */
function leadingAmong(
  around: readonly string[],
  { checkId, reason, subjects: [first, ...others] }: Problem,
  findings: ReadonlyMap<string, Finding[]>,
  keyOf: (subject: SubjectIdentity) => string,
): Finding | undefined {
  if (first === undefined || around.includes(keyOf(first))) return undefined
  const own = new Set(others.map(keyOf))
  return around
    .filter((key) => own.has(key))
    .flatMap((key) => findings.get(key) ?? [])
    .find((finding) => finding.checkId === checkId && finding.reason === reason)
}

function byVpc(problems: readonly Problem[]): Map<string, Problem[]> {
  const entries = problems.flatMap((problem) =>
    [...new Set(problem.subjects.flatMap(({ vpcId }) => vpcId ?? []))].map((vpcId) => ({ vpcId, problem })),
  )
  return new Map([...groupBy(entries, ({ vpcId }) => vpcId)].map(([vpcId, all]) => [vpcId, all.map((e) => e.problem)]))
}

const works = (verdict: Verdict | undefined) => verdict === 'READY' || verdict === 'DEGRADED'

const ratio = (good: number, all: number) => (all === 0 ? '-' : `${good}/${all}`)

/** Of hosts and VPCs, also of those that are only spoken of. */
function namesOf({ hosts, vpcs, problems, findings, names = [] }: Indexed): Map<string, string> {
  const subjects = [...findings.map(({ subject }) => subject), ...problems.flatMap((problem) => problem.subjects)]
  const spokenOf = subjects.map(({ id, name = '' }) => [id, name] as const)
  const listed = [
    ...names.map(({ id, name }) => [id, name] as const),
    ...hosts.map(({ instanceId, name }) => [instanceId, name] as const),
    ...vpcs.map(({ vpcId, name }) => [vpcId, name] as const),
  ]
  return new Map([...spokenOf, ...listed].filter(([id, name]) => name !== '' && name !== id))
}

const NAMED_IDS = /\b(?:i|vpc)-[0-9a-z]+\b/g

function withNames(sentence: string, nameOf: (id: string) => string): string {
  return sentence.replace(NAMED_IDS, (id, at: number) => (isNamed(sentence, id, at) ? id : nameOf(id)))
}

/** Whether a name already stands with an id: `bastion (i-0a1)`, `i-0a1 (bastion)`; or the id is a part of a longer one. */
function isNamed(sentence: string, id: string, at: number): boolean {
  const [before, after] = [sentence.slice(0, at), sentence.slice(at + id.length)]
  return /[-/(]$/.test(before) || /^( \(|[-/])/.test(after)
}

function splitTunnel(id: string): [string, string] {
  const slash = id.indexOf('/')
  return [id.slice(0, slash), id.slice(slash + 1)]
}

function sortBy<T>(items: readonly T[], rank: (item: T) => number): T[] {
  return [...items].sort((a, b) => rank(a) - rank(b))
}

const BEST_FIRST: readonly string[] = ['READY', 'DEGRADED', 'UNKNOWN', 'BLOCKED']
