import { UsageError } from '../model/errors.js'
import { nearest } from '../model/nearest.js'
import type { DatabaseReport, HostReport, Report, VpcReport } from '../model/report.js'

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
  if (known.length === 0) return `No ${kind} ${JSON.stringify(query)}: the audit found none at all.`
  const listed = known.slice(0, 8).join(', ') + (known.length > 8 ? ', …' : '')
  return `No ${kind} ${JSON.stringify(query)}${nearest(query, known)}: the audit found ${listed}.`
}
