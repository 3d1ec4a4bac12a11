import { UsageError } from '../model/errors.js'
import type { Verdict } from '../model/finding.js'
import { nearest } from '../model/nearest.js'
import type { DatabaseReport, HostReport, Report, TunnelReport } from '../model/report.js'
import { leadsTo } from '../model/report-subjects.js'
import { findDatabase, findHost, isNamed } from './named-in-report.js'

export interface Choice {
  host: HostReport
  database?: DatabaseReport
  tunnel?: TunnelReport
  verdict: Verdict
  /** Why this host, in one sentence. */
  why: string
}

/**
 * The host to connect through. For a database: a READY host before a DEGRADED one, then a host of the
 * database's own VPC (no peering or transit gateway on the way), then the first of the report,
 * whose command it prints.
 * @param query a database (id, `kind/id` or endpoint), or a host (id or name) for a shell
 * @throws UsageError when nothing of that name exists, or no host could serve it
 */
export function choose(report: Report, query: string, via?: string): Choice {
  const isDatabase = report.databases.some((database) => isNamed(database, query))
  if (!isDatabase) return chooseHost(report, query, via)
  const only = via === undefined ? undefined : findHost(report, via)
  const database = findDatabase(report, query, only?.instanceId)
  const candidates = report.tunnels
    .filter((tunnel) => leadsTo(tunnel, database))
    .filter((t) => only === undefined || t.hostId === only.instanceId)
    .flatMap((tunnel) => report.hosts.filter((h) => h.instanceId === tunnel.hostId).map((host) => ({ tunnel, host })))
  const best = candidates.find(({ host }) => host.instanceId === (only?.instanceId ?? database.via))
  if (best === undefined)
    throw new UsageError(
      via === undefined
        ? `Database ${query} has no jump host in ${database.vpcId} or in a VPC connected with it: ${HOW_TO_NAME_ONE}`
        : `Host ${via} cannot serve database ${query}: their VPCs are not connected.`,
    )
  return { ...best, database, verdict: best.tunnel.verdict, why: reasonOf(best, candidates.length, database, via) }
}

const HOW_TO_NAME_ONE = 'tag one ssm-ready:role=jump-host, or name the hosts in the config.'

function reasonOf(
  { tunnel, host }: { tunnel: TunnelReport; host: HostReport },
  count: number,
  database: DatabaseReport,
  via: string | undefined,
): string {
  if (via !== undefined) return `through ${nameOf(host)} as named by --via (${tunnel.verdict})`
  if (count === 1) return `through ${nameOf(host)}, the only host for it (${tunnel.verdict})`
  const near = host.vpcId === database.vpcId ? " in the database's VPC" : ''
  return `through ${nameOf(host)} in ${host.zone}, the first ${tunnel.verdict} host${near}, of ${count}`
}

function chooseHost(report: Report, query: string, via: string | undefined): Choice {
  const known = report.hosts.some((h) => h.instanceId === query || h.name === query)
  if (!known)
    throw new UsageError(
      `No database or host ${JSON.stringify(query)}${nearest(query, namesOf(report))}: the audit found ${listOf(report)}.`,
    )
  if (via !== undefined) throw new UsageError(`--via names the host of a tunnel; ${query} is itself a host.`)
  const host = findHost(report, query)
  return { host, verdict: host.verdicts.shell, why: `a shell on ${nameOf(host)} (${host.verdicts.shell})` }
}

/** `bastion (i-0a1)`, or the id alone. */
export const nameOf = ({ name, instanceId }: HostReport) => (name === '' ? instanceId : `${name} (${instanceId})`)

const namesOf = (report: Report) => [
  ...new Set([...report.databases.map((d) => d.databaseId), ...report.hosts.map((h) => h.name || h.instanceId)]),
]

function listOf(report: Report): string {
  const names = namesOf(report)
  if (names.length === 0) return 'neither databases nor hosts'
  return names.slice(0, 8).join(', ') + (names.length > 8 ? ', …' : '')
}
