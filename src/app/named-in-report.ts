import { UsageError } from '../model/errors.js'
import { nearest } from '../model/nearest.js'
import type { DatabaseReport, HostReport, Report, VpcReport } from '../model/report.js'
import { leadsTo, namesOfDatabase, qualifiedNames } from '../model/report-subjects.js'

/**
 * @param query a host's id or name
 * @throws UsageError when none is meant, or several are, with the ids that tell them apart
 */
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
  throw new UsageError(
    notFound(
      'host',
      query,
      report.hosts.map((h) => h.name || h.instanceId),
    ),
  )
}

/**
 * @param query a VPC's id or name
 * @throws UsageError when several are meant, with the ids that tell them apart
 */
function findVpc(report: Report, query: string): VpcReport | undefined {
  const byId = report.vpcs.find(({ vpcId }) => vpcId === query)
  if (byId) return byId
  const byName = report.vpcs.filter(({ name }) => name === query)
  if (byName.length > 1)
    throw new UsageError(
      `VPC ${JSON.stringify(query)} is the name of ${byName.length} VPCs: name one of ${byName.map(({ vpcId }) => vpcId).join(', ')}.`,
    )
  return byName[0]
}

export type Found = { host: HostReport } | { database: DatabaseReport } | { vpc: VpcReport }

/**
 * The host, else the database, else the VPC of that id or name.
 * @throws UsageError when there is none, or several of a kind are meant
 */
export function findAny(report: Report, query: string): Found {
  const { hosts, databases, vpcs } = report
  if (hosts.some(({ instanceId, name }) => instanceId === query || name === query))
    return { host: findHost(report, query) }
  if (databases.some((each) => isNamed(each, query))) return { database: findDatabase(report, query) }
  const vpc = findVpc(report, query)
  if (vpc) return { vpc }
  const names = [
    ...hosts.map(({ name, instanceId }) => name || instanceId),
    ...databases.map(({ databaseId }) => databaseId),
    ...vpcs.map(({ name, vpcId }) => name || vpcId),
  ]
  throw new UsageError(notFound('host, database or VPC', query, names))
}

/**
 * @param query a database's id, its endpoint, `kind/id` where databases of several kinds share the id, or `vpc/kind/id`
 * @param hostId of several, those to which this host has a way
 * @throws UsageError when none is meant, or several are
 */
export function findDatabase(report: Report, query: string, hostId?: string): DatabaseReport {
  const named = report.databases.filter((database) => isNamed(database, query))
  const reached = named.filter((each) => report.tunnels.some((t) => t.hostId === hostId && leadsTo(t, each)))
  const found = reached.length > 0 ? reached : named
  const [only] = found
  if (only && found.length === 1) return only
  if (only)
    throw new UsageError(
      `${JSON.stringify(query)} is the name of ${found.length} databases: name one of ${found.map(qualifiedNames(report.databases)).join(', ')}.`,
    )
  throw new UsageError(
    notFound(
      'database',
      query,
      report.databases.map((d) => d.databaseId),
    ),
  )
}

export const isNamed = (database: DatabaseReport, query: string): boolean => namesOfDatabase(database).includes(query)

function notFound(kind: string, query: string, names: string[]): string {
  const known = [...new Set(names)]
  if (known.length === 0) return `No ${kind} ${JSON.stringify(query)}: the audit found none at all.`
  const listed = known.slice(0, 8).join(', ') + (known.length > 8 ? ', …' : '')
  return `No ${kind} ${JSON.stringify(query)}${nearest(query, known)}: the audit found ${listed}.`
}
