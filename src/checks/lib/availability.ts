import type { RegionInventory } from '../../inventory/inventory.js'
import { read } from '../../inventory/read.js'
import { type Database, isCluster } from '../../model/database.js'
import { fail, type Outcome, pass, unknown, warn } from '../define.js'
import { DATABASE_STATUSES } from './database-statuses.js'
import { proxyTargetsOutcome } from './proxy-targets.js'

/**
 * Whether a database of AWS accepts connections, as its service says.
 * @param region its own
 */
export function availabilityOf({ databaseId, kind, status }: Database, region: RegionInventory): Outcome {
  const own = statusOutcome(databaseId, status)
  if (own.status === 'fail' || own.status === 'unknown') return own
  if (kind === 'proxy') {
    const proxy = read(region.snapshot.dbProxies).find((candidate) => candidate.dbProxyName === databaseId)
    return (proxy && proxyTargetsOutcome(proxy)) ?? own
  }
  return isCluster(kind) ? clusterOutcome(databaseId, own, region) : own
}

function statusOutcome(databaseId: string, status: string): Outcome {
  const meaning = DATABASE_STATUSES.get(status.toLowerCase())
  if (!meaning) return unknown('unrecognized-status', `${databaseId} has the status "${status}".`)
  const say = { pass, warn, fail, unknown }[meaning.outcome]
  return say(meaning.reason, `${databaseId} is ${status}.`, {
    evidence: { status },
    ...(meaning.fix && { remedy: { text: meaning.fix } }),
  })
}

/**
 * A cluster is storage: its instances answer, and its endpoint is the writer's. Serverless v1 alone has none.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Overview.html
 */
function clusterOutcome(databaseId: string, own: Outcome, { snapshot }: RegionInventory): Outcome {
  const cluster = read(snapshot.dbClusters).find((candidate) => candidate.dbClusterIdentifier === databaseId)
  if (!cluster || cluster.engineMode === 'serverless') return own
  const { members, status } = cluster
  const evidence = { status, members: members.map((member) => member.dbInstanceIdentifier) }
  if (members.length === 0)
    return cluster.engineMode === undefined
      ? unknown('no-instances-known', `${databaseId} is ${status}; AWS lists no instance of it.`, { evidence })
      : fail('no-instances', `${databaseId} is ${status} and has no instance: nothing answers at its endpoint.`, {
          evidence,
          remedy: { text: 'Add an instance to the cluster.' },
        })
  const writer = members.find((member) => member.isClusterWriter)?.dbInstanceIdentifier
  if (writer === undefined)
    return unknown(
      'no-writer',
      `${databaseId} is ${status}; AWS names no writer of it, so that nothing may answer at its endpoint.`,
      {
        evidence,
        remedy: { text: 'Connect to the reader endpoint, or to the writer endpoint of the global database.' },
      },
    )
  const instance = read(snapshot.dbInstances).find((candidate) => candidate.dbInstanceIdentifier === writer)
  if (!instance)
    return unknown('writer-not-listed', `${databaseId} is ${status}; its writer ${writer} is not listed.`, { evidence })
  const ofWriter = statusOutcome(writer, instance.status)
  if (ofWriter.status === 'pass' || (ofWriter.status === 'warn' && own.status === 'warn')) return own
  const message = `${databaseId} is ${status}, and its writer ${writer} is ${instance.status}.`
  return { ...ofWriter, message, evidence: { ...evidence, writer, writerStatus: instance.status } }
}
