import type { Database, ProxyTarget } from '../../model/database.js'
import type { Hop } from '../../model/finding.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import { missing, type Network, type NotSeen, notRead } from '../network.js'
import { EPHEMERAL, type Party } from '../values/flow.js'
import { type Alternative, eachOf, isUnknown, notSeen, oneOf, type PathResult, pathOf, soften } from '../values/hops.js'
import { activeGroups, type DatabasePlace, isHop, isInEachSubnet, placesOf } from './database-places.js'
import type { DatabasePath, DatabaseQuestion, ProxyLeg } from './database-question.js'
import { evaluate } from './evaluate.js'
import { evaluateFromHost, hostSource } from './host-interface.js'
import { databasesBehind } from './known-databases.js'

/** Can a host open a database's port: in every active subnet of its subnet group, through all of its active groups. */
export function pathToRds(
  host: Instance,
  database: Database,
  question: DatabaseQuestion,
  network: Network,
): DatabasePath {
  const at = database.databaseId
  const { port } = database
  const words = { at, kind: 'database' } as const
  if (port === undefined || database.endpoint === undefined)
    return pathOf([
      isUnknown({ ...words, code: 'DATABASE_WITHOUT_ENDPOINT', why: `${at} (${database.status}) has no endpoint.` }),
    ])
  if (database.publiclyAccessible === true && host.vpcId !== database.vpcId)
    return pathOf([
      isUnknown({
        ...words,
        code: 'PUBLIC_ADDRESS',
        why: `${at} is publicly accessible: from ${host.vpcId} its name may resolve to a public address.`,
      }),
    ])
  const source = hostSource(host)
  if (!source.party) return pathOf([source.hop])
  const places = placesOf(database, network)
  if (isHop(places)) return pathOf([source.hop, places])
  const { party } = source
  const dial = (destination: Party) =>
    evaluateFromHost(host, { source: party, destination, port, ephemeral: question.ephemeral }, network)
  const reached = toPlaces(database, places, dial)
  if (database.kind !== 'proxy') return { ...reached, ...pathOf([source.hop, ...reached.hops]) }
  const behind = behindProxy(database, places, network)
  const legs = behind.flatMap((leg) => ('database' in leg ? [leg] : []))
  return { ...pathOf([source.hop, ...reached.hops, ...behind.flatMap(({ hops }) => hops)]), legs }
}

function toPlaces(
  database: Database,
  places: readonly DatabasePlace[],
  dial: (party: Party) => PathResult,
): DatabasePath {
  const alternatives = places.map((place) => ({
    place,
    label: place.subnetId,
    result: place.end.party ? dial(place.end.party) : pathOf([place.end.hop]),
  }))
  if (isInEachSubnet(database)) return eachOf(alternatives)
  const now = alternatives.filter((a) => a.place.current)
  if (now.length === 0) return oneOf(alternatives)
  const current = (database.leadsTo === 'nodes' ? eachOf : oneOf)(now)
  const later = alternatives.filter((a) => !a.place.current)
  return afterFailover(current, later)
}

/** What a failover would break is a warning while the database is reached; once it is not, it changes nothing. */
function afterFailover(current: PathResult, later: readonly Alternative[]): DatabasePath {
  const blocked = later.filter((a) => a.result.verdict === 'blocked').map((a) => a.label)
  const outcome = current.verdict === 'open' ? 'warn' : 'unknown'
  const hops: Hop[] = later.flatMap(({ label, result }) =>
    current.verdict === 'blocked' ? result.hops : soften(result.hops, outcome, `After a failover to ${label}`),
  )
  const path = pathOf([...current.hops, ...hops])
  return current.verdict === 'open' && blocked.length > 0 ? { ...path, blockedAfterFailover: blocked } : path
}

/** Why what stands behind a proxy is not among the databases: it is not there, or a list of them was not read. */
function whyUnseen({ id }: ProxyTarget, { databaseId, region }: Database, network: Network): NotSeen {
  const { dbClusters, dbInstances } = network.region(region) ?? {}
  for (const list of [dbClusters, dbInstances]) if (list !== undefined && list.outcome !== 'ok') return notRead(list)
  return missing(`${id}, behind ${databaseId}, is not in the account's databases.`)
}

const eitherOf = ({ id }: ProxyTarget, { databaseId }: Database): NotSeen =>
  missing(`${id}, behind ${databaseId}, is an instance or a cluster: there are both, and RDS does not say which it is.`)

/** The second leg: from the proxy's subnets and groups to each database behind it. */
function behindProxy(
  proxy: Database,
  places: readonly DatabasePlace[],
  network: Network,
): readonly (ProxyLeg | PathResult)[] {
  const words = { at: proxy.databaseId, kind: 'database' } as const
  if (proxy.proxyTargets === undefined)
    return only(
      isUnknown({
        ...words,
        code: 'PROXY_TARGETS_UNREADABLE',
        api: 'rds:DescribeDBProxyTargets',
        why: `The databases behind ${proxy.databaseId} could not be read (rds:DescribeDBProxyTargets).`,
      }),
    )
  if (proxy.proxyTargets.length === 0)
    return only(
      isUnknown({
        ...words,
        code: 'PROXY_WITHOUT_TARGETS',
        why: `No database is registered with ${proxy.databaseId}.`,
      }),
    )
  return proxy.proxyTargets.map((target) => {
    const { id } = target
    const [database, other] = databasesBehind(target, proxy.region, network)
    if (!database) return pathOf([notSeen(id, 'database', whyUnseen(target, proxy, network))])
    if (other) return pathOf([notSeen(id, 'database', eitherOf(target, proxy))])
    const { hops } = eachOf(
      places.map((place) => ({
        label: `${id} from ${place.subnetId}`,
        result: legFrom(place, proxy, database, network),
      })),
    )
    return { database, hops }
  })
}

const only = (hop: Hop): PathResult[] => [pathOf([hop])]

function legFrom({ end }: DatabasePlace, proxy: Database, database: Database, network: Network): PathResult {
  const { port } = database
  if (!end.party) return pathOf([end.hop])
  if (port === undefined)
    return pathOf([
      isUnknown({
        at: database.databaseId,
        kind: 'database',
        code: 'DATABASE_WITHOUT_ENDPOINT',
        why: `${database.databaseId} (${database.status}) has no endpoint.`,
      }),
    ])
  const places = placesOf(database, network)
  if (isHop(places)) return pathOf([places])
  const source: Party = { ...end.party, groups: activeGroups(proxy) }
  return toPlaces(database, places, (destination) =>
    evaluate({ source, destination, port, ephemeral: EPHEMERAL.unknown }, network),
  )
}
