import { type Database, isCluster } from '../../model/database.js'
import type { Hop } from '../../model/finding.js'
import type { Network } from '../network.js'
import { isUnknown } from '../values/hops.js'
import { namesOf, type VpcNames } from './vpc-names.js'

/** A name that no list of domains spells out. */
const NODE = '(node)'

/**
 * The endpoint of a cluster, or of a cache with replicas, follows the member that writes: public DNS answers with the name
 * of that member, and DNS Firewall looks at it, too, unless its rule trusts redirections. What the answers look like is not
 * documented for each service, so that nothing is certain where that name would be blocked.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-rule-settings.html
 */
export function onwardHops(database: Database, vpcId: string, region: string, network: Network): Hop[] {
  const { endpoint = database.databaseId } = database
  return blockedOnward(endpoint, onwardNames(database, network), namesOf(vpcId, region, network))
}

/** The same of a cluster's reader endpoint, which public DNS answers with the names of its readers. */
export function readerHops(
  endpoint: string,
  readers: readonly Database[],
  vpcId: string,
  region: string,
  network: Network,
): Hop[] {
  const names = readers.flatMap(({ kind, endpoint: own }) => (kind === 'instance' && own !== undefined ? [own] : []))
  const others = names.map((name) => name.toLowerCase()).filter((name) => name !== endpoint)
  return blockedOnward(endpoint, others, namesOf(vpcId, region, network))
}

function blockedOnward(endpoint: string, names: readonly string[], reader: VpcNames): Hop[] {
  for (const name of names) {
    const blocked = reader.blockedOnward(endpoint.toLowerCase(), name)
    if (!blocked) continue
    const { at } = blocked.hop
    const why = `${endpoint} may lead on to ${name}, at which DNS Firewall looks, too. ${blocked.hop.why}`
    return [isUnknown({ at, kind: 'name-resolution', code: 'DNS_FIREWALL_REDIRECTION', why })]
  }
  return []
}

function onwardNames(database: Database, network: Network): string[] {
  if (isCluster(database.kind)) return writerName(database, network)
  const { kind, endpoint = '' } = database
  if (kind !== 'cache') return []
  // `master.orders.abc123.euw1.cache.amazonaws.com`, and `orders.abc123.ng.0001.euw1.cache.amazonaws.com` without TLS.
  const labels = endpoint.toLowerCase().split('.')
  // Of Memcached: `orders.abc123.cfg.euw1.cache.amazonaws.com`, which leads to `orders.abc123.0001.euw1.cache.amazonaws.com`.
  if (labels[2] === 'cfg') return [labels.with(2, NODE).join('.')]
  if (labels[0] === 'master' || labels[0] === 'replica') return [[NODE, ...labels.slice(1)].join('.')]
  const group = labels.indexOf('ng')
  return group < 2 ? [] : [[NODE, ...labels.slice(1, group), ...labels.slice(group + 1)].join('.')]
}

function writerName({ databaseId, region }: Database, network: Network): string[] {
  const { dbClusters, dbInstances } = network.region(region) ?? {}
  if (dbClusters?.outcome !== 'ok' || dbInstances?.outcome !== 'ok') return []
  const cluster = dbClusters.value.find((candidate) => candidate.dbClusterIdentifier === databaseId)
  const id = cluster?.members.find((member) => member.isClusterWriter)?.dbInstanceIdentifier
  const writer = dbInstances.value.find((instance) => instance.dbInstanceIdentifier === id)
  return writer?.endpoint ? [writer.endpoint.address.toLowerCase()] : []
}
