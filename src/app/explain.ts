import { UsageError } from '../model/errors.js'
import type { AnyExplanation, Explanation, VpcExplanation } from '../model/explanation.js'
import type { Finding, Problem, Status, Subject } from '../model/finding.js'
import { headlineOf } from '../model/headline.js'
import type { DatabaseReport, HostReport, Report, VpcReport } from '../model/report.js'
import { databaseIdentity, leadsTo, tunnelIdentity } from '../model/report-subjects.js'
import { bearsOnHost } from '../model/run-command.js'
import { subjectKey } from '../model/subject-key.js'
import { findAny, findDatabase, isNamed } from './named-in-report.js'

const ORDER: Record<Status, number> = { fail: 0, unknown: 1, warn: 2, pass: 3, skip: 4 }

/**
 * What the report says of a host, of the tunnel from it to a database, of the best way to a database, or of a VPC.
 * @param query id or name of a host, else of a database, else of a VPC
 * @param databaseQuery database id, `kind/id` or endpoint: then the first is a host
 * @throws UsageError when the report holds no such thing, naming those that it holds
 */
export function explain(report: Report, query: string, databaseQuery?: string): AnyExplanation {
  if (databaseQuery !== undefined) {
    const host = hostBefore(report, query, databaseQuery)
    return explainTunnel(report, host, findDatabase(report, databaseQuery, host.instanceId))
  }
  const found = findAny(report, query)
  if ('host' in found) return explainHost(report, found.host)
  if ('vpc' in found) return explainVpc(report, found.vpc)
  const { database } = found
  const host = hostTo(report, database)
  if (host) return explainTunnel(report, host, database)
  const vpc = report.vpcs.find(({ vpcId }) => vpcId === database.vpcId)
  if (vpc) return explainVpc(report, vpc)
  throw new UsageError(`No host of the report has a way to ${database.databaseId}.`)
}

/** The host of the best way to a database, be it blocked. */
function hostTo({ hosts, tunnels }: Report, database: DatabaseReport): HostReport | undefined {
  const id = database.via ?? tunnels.find((tunnel) => leadsTo(tunnel, database))?.hostId
  return hosts.find(({ instanceId }) => instanceId === id)
}

/** @throws UsageError for a database where the host is expected, with the host to name */
function hostBefore(report: Report, query: string, databaseQuery: string): HostReport {
  const found = findAny(report, query)
  if ('host' in found) return found.host
  const what = 'database' in found ? 'database' : 'VPC'
  const database = report.databases.find((each) => isNamed(each, databaseQuery))
  const host = database && hostTo(report, database)
  const instead = host ? `, as in \`explain ${host.name || host.instanceId} ${databaseQuery}\`` : ''
  throw new UsageError(`${query} is a ${what}: name a host before the database${instead}.`)
}

function explainHost(report: Report, host: HostReport): Explanation {
  const findings = report.findings.filter((finding) => bearsOnHost(finding, asSubject(host)))
  return { host, ...whatBears(report, findings) }
}

function explainTunnel(report: Report, host: HostReport, database: DatabaseReport): Explanation {
  const tunnel = report.tunnels.find((t) => t.hostId === host.instanceId && leadsTo(t, database))
  if (tunnel === undefined) {
    const place = (vpcId: string) => nameAndId(report.vpcs.find((vpc) => vpc.vpcId === vpcId)?.name ?? '', vpcId)
    throw new UsageError(
      `Host ${nameAndId(host.name, host.instanceId)} is in ${place(host.vpcId)}, database ${database.databaseId} in ${place(database.vpcId)}: no peering connection or transit gateway joins the two VPCs.`,
    )
  }
  const ends = new Set([tunnelIdentity(tunnel), databaseIdentity(database)].map(subjectKey))
  const findings = report.findings.filter(
    (f) => ends.has(subjectKey(f.subject)) || (bearsOnHost(f, asSubject(host)) && f.blocks.includes('tunnel')),
  )
  return { host, database, tunnel, ...whatBears(report, findings) }
}

/** What bears on the VPC: its own findings, and those of its hosts, its databases and the tunnels to them. */
function explainVpc(report: Report, vpc: VpcReport): VpcExplanation {
  const { vpcId } = vpc
  const databases = report.databases.filter((database) => database.vpcId === vpcId)
  const tunnels = report.tunnels.filter((tunnel) => tunnel.vpcId === vpcId)
  const hostIds = new Set([...vpc.hostIds, ...tunnels.map(({ hostId }) => hostId)])
  const hosts = report.hosts.filter(({ instanceId }) => hostIds.has(instanceId))
  const ends = new Set([...tunnels.map(tunnelIdentity), ...databases.map(databaseIdentity)].map(subjectKey))
  const findings = report.findings.filter((finding) => {
    const { kind, id } = finding.subject
    return (
      ends.has(subjectKey(finding.subject)) || (kind === 'vpc' && id === vpcId) || (kind === 'host' && hostIds.has(id))
    )
  })
  return { vpc, hosts, databases, tunnels, generatedAt: report.generatedAt, ...whatBears(report, findings) }
}

const asSubject = ({ instanceId: id, vpcId, region }: HostReport) => ({ id, vpcId, region })

const nameAndId = (name: string, id: string) => (name === '' ? id : `${name} (${id})`)

/** The findings, and the problems that they are a part of. */
function whatBears(report: Report, findings: Finding[]): Omit<Explanation, 'host' | 'database' | 'tunnel'> {
  const keyOf = (checkId: string, subject: Subject) => `${checkId} ${subjectKey(subject)}`
  const shown = new Set(findings.map(({ checkId, subject }) => keyOf(checkId, subject)))
  const problems = report.problems.filter(
    ({ checkId, subjects, symptoms }) =>
      subjects.some((subject) => shown.has(keyOf(checkId, subject))) ||
      symptoms.some((symptom) => shown.has(keyOf(symptom.checkId, symptom.subject))),
  )
  return {
    problems: problems.map((problem) => ledHere(problem, findings)),
    findings: sorted(findings),
    gaps: report.gaps,
    ...(report.redacted && { redacted: true }),
    names: namesIn(problems, report),
  }
}

/** Of the hosts (those of tunnels, too) and VPCs that the problems hit. */
function namesIn(problems: readonly Problem[], { hosts, vpcs }: Report): Explanation['names'] {
  const ids = new Set(
    problems.flatMap(({ subjects }) => subjects.flatMap(({ id, vpcId = '' }) => [id.split('/', 1)[0] ?? id, vpcId])),
  )
  return [
    ...hosts.map(({ instanceId, name }) => ({ id: instanceId, name })),
    ...vpcs.map(({ vpcId, name }) => ({ id: vpcId, name })),
  ].filter(({ id, name }) => name !== '' && ids.has(id))
}

/** A problem that hits several speaks of the host or tunnel that is asked about. */
export function ledHere(problem: Problem, findings: readonly Finding[]): Problem {
  const { checkId, reason, subjects } = problem
  const keys = new Set(subjects.map(subjectKey))
  const own = findings.find(
    (finding) => finding.checkId === checkId && finding.reason === reason && keys.has(subjectKey(finding.subject)),
  )
  if (own === undefined) return problem
  const key = subjectKey(own.subject)
  const others = subjects.filter((subject) => subjectKey(subject) !== key)
  return { ...problem, message: own.message, headline: headlineOf(own), subjects: [own.subject, ...others] }
}

function sorted(findings: Finding[]): Finding[] {
  return findings
    .map((finding, index) => ({ finding, index }))
    .sort((a, b) => ORDER[a.finding.status] - ORDER[b.finding.status] || a.index - b.index)
    .map(({ finding }) => finding)
}
