import { UsageError } from '../model/errors.js'
import type { Explanation } from '../model/explanation.js'
import type { Finding, Problem, Status, Subject } from '../model/finding.js'
import { nearest } from '../model/nearest.js'
import type { DatabaseReport, HostReport, Report } from '../model/report.js'
import { databaseIdentity, leadsTo, tunnelIdentity } from '../model/report-subjects.js'
import { subjectKey } from '../model/subject-key.js'
import { firstSentence } from '../report/problems/problems.js'

const ORDER: Record<Status, number> = { fail: 0, unknown: 1, warn: 2, pass: 3, skip: 4 }

/**
 * What the report says of a host, or of the tunnel from it to a database.
 * @param hostQuery instance id or name
 * @param databaseQuery database id, `kind/id` or endpoint
 * @throws UsageError when the report holds no such host or database, naming those that it holds
 */
export function explain(report: Report, hostQuery: string, databaseQuery?: string): Explanation {
  const host = findHost(report, hostQuery)
  if (databaseQuery === undefined)
    return {
      host,
      ...whatBears(
        report,
        report.findings.filter((f) => bearsOnHost(f, host)),
      ),
    }
  const database = findDatabase(report, databaseQuery)
  const tunnel = report.tunnels.find((t) => t.hostId === host.instanceId && leadsTo(t, database))
  if (tunnel === undefined)
    throw new UsageError(
      `Host ${host.instanceId} is in ${host.vpcId}, database ${database.databaseId} in ${database.vpcId}: no peering connection or transit gateway joins the two VPCs.`,
    )
  const ends = new Set([tunnelIdentity(tunnel), databaseIdentity(database)].map(subjectKey))
  const findings = report.findings.filter(
    (f) => ends.has(subjectKey(f.subject)) || (bearsOnHost(f, host) && f.blocks.includes('tunnel')),
  )
  return { host, database, tunnel, ...whatBears(report, findings) }
}

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
  const headline = own.hops?.find((hop) => hop.outcome === 'fail')?.why ?? firstSentence(own.message)
  return { ...problem, message: own.message, headline, subjects: [own.subject, ...others] }
}

function bearsOnHost(finding: Finding, host: HostReport): boolean {
  const { kind, id, region } = finding.subject
  if (kind === 'host') return id === host.instanceId
  if (kind === 'vpc') return id === host.vpcId
  return kind === 'region' && region === host.region
}

function sorted(findings: Finding[]): Finding[] {
  return findings
    .map((finding, index) => ({ finding, index }))
    .sort((a, b) => ORDER[a.finding.status] - ORDER[b.finding.status] || a.index - b.index)
    .map(({ finding }) => finding)
}

export function findHost(report: Report, query: string): HostReport {
  const byId = report.hosts.find((h) => h.instanceId === query)
  if (byId) return byId
  const byName = report.hosts.filter((h) => h.name === query)
  const [only] = byName
  if (only && byName.length === 1) return only
  if (byName.length > 1)
    throw new UsageError(
      `Host ${JSON.stringify(query)} is the name of ${byName.length} hosts: name one of ${byName.map((h) => h.instanceId).join(', ')}.`,
    )
  const database = report.databases.find((each) => isNamed(each, query))
  if (database) throw new UsageError(`${query} is a database: name a host before it${through(database, report)}.`)
  throw new UsageError(
    notFound(
      'host',
      query,
      report.hosts.map((h) => h.name || h.instanceId),
    ),
  )
}

/** The host of the best way to a database. */
function through({ via, databaseId }: DatabaseReport, { hosts }: Report): string {
  const host = hosts.find(({ instanceId }) => instanceId === via)
  return host === undefined ? '' : `, as in \`explain ${host.name || host.instanceId} ${databaseId}\``
}

/**
 * @param query a database's id, its endpoint, or `kind/id` where databases of several kinds share the id
 * @throws UsageError when none is meant, or several are
 */
export function findDatabase(report: Report, query: string): DatabaseReport {
  const found = report.databases.filter((database) => isNamed(database, query))
  const [only] = found
  if (only && found.length === 1) return only
  if (only)
    throw new UsageError(
      `${JSON.stringify(query)} is the name of ${found.length} databases: name one of ${waysToName(found).join(', ')}.`,
    )
  throw new UsageError(
    notFound(
      'database',
      query,
      report.databases.map((d) => d.databaseId),
    ),
  )
}

export const isNamed = ({ databaseId, kind, endpoint }: DatabaseReport, query: string): boolean =>
  databaseId === query || (endpoint !== '' && endpoint === query) || `${kind}/${databaseId}` === query

/** By kind where that tells them apart, else by endpoint. */
function waysToName(databases: readonly DatabaseReport[]): string[] {
  const byKind = databases.map(({ kind, databaseId }) => `${kind}/${databaseId}`)
  return new Set(byKind).size === databases.length ? byKind : databases.map(({ endpoint }) => endpoint)
}

function notFound(kind: string, query: string, known: string[]): string {
  if (known.length === 0) return `No ${kind} ${JSON.stringify(query)}: the audit found no ${kind}s at all.`
  const listed = known.slice(0, 8).join(', ') + (known.length > 8 ? ', …' : '')
  return `No ${kind} ${JSON.stringify(query)}${nearest(query, known)}: the audit found ${listed}.`
}
