import type { Database } from '../../model/database.js'
import type { Hop } from '../../model/finding.js'
import { isHostItself } from '../../model/host-itself.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import { resolveTarget, type TargetPlace } from '../dns/database-name.js'
import { securityGroupHop } from '../filters/security-groups.js'
import type { Network } from '../network.js'
import { ANY_IPV4, addressSet } from '../values/addresses.js'
import type { Party } from '../values/flow.js'
import { type Alternative, eachOf, isUnknown, oneOf, type PathResult, passes, pathOf } from '../values/hops.js'
import { remembered } from '../values/remember.js'
import type { DatabasePath, DatabaseQuestion } from './database-question.js'
import { evaluateFromHost, hostSource } from './host-interface.js'
import { partyAtAddress } from './locate.js'
import { pathToRds } from './rds-path.js'

/** Can a host open the port of a configured target: at an address, or wherever its name leads. */
export function pathToTarget(
  host: Instance,
  target: Database,
  question: DatabaseQuestion,
  network: Network,
): DatabasePath {
  const dialled = target.endpoint ?? ''
  if (isHostItself(target)) return pathOf([toItself(host, target)])
  if (addressSet(dialled)) return toAddress(dialled, host, target, question, network)
  return toPlace(resolveTarget(dialled, host.vpcId ?? '', question.region, network), host, target, question, network)
}

function toPlace(
  place: TargetPlace,
  host: Instance,
  target: Database,
  question: DatabaseQuestion,
  network: Network,
): PathResult {
  switch (place.kind) {
    case 'nowhere':
      return unresolved(place.hops, host, target, network)
    case 'several': {
      const each = place.places.map((one): Alternative => {
        const result = toPlace(one, host, target, question, network)
        return { label: one.kind === 'databases' ? one.name : (target.endpoint ?? ''), result }
      })
      return (place.spread === 'each' ? eachOf : oneOf)(each)
    }
    case 'addresses': {
      const each = place.addresses.map((address): Alternative => {
        return { label: address, result: toAddress(address, host, target, question, network) }
      })
      return pathOf([...place.hops.slice(-1), ...eachOf(each).hops])
    }
    case 'databases': {
      const each = place.databases.map((database): Alternative => {
        const asDialled = onPort(network, database, target.port ?? 0)
        return { label: database.databaseId, result: pathToRds(host, asDialled, question, network) }
      })
      return pathOf([...place.hops.slice(-1), ...eachOf(each).hops])
    }
  }
}

/** One object for all hosts: what is known of a database is kept by it. */
const onPort = remembered((_network: Network, database: Database, port: number): Database => ({ ...database, port }))

/** What listens there nobody outside of the host sees. */
function toItself({ instanceId: at }: Instance, { port }: Database): Hop {
  return passes({
    at,
    kind: 'address',
    code: 'LOOPBACK',
    why: `Port ${port} is the host's own: no network lies between.`,
  })
}

function toAddress(
  address: string,
  host: Instance,
  target: Database,
  question: DatabaseQuestion,
  network: Network,
): PathResult {
  const set = addressSet(address)
  const source = hostSource(host, set?.family ?? 4)
  if (!source.party) return pathOf([source.hop])
  const vpcIds = [...new Set([target.vpcId, host.vpcId].filter((id) => id !== undefined))]
  const destination = partyAtAddress(address, vpcIds, network)
  if (!destination)
    return pathOf([
      source.hop,
      isUnknown({ at: address, kind: 'address', code: 'MALFORMED_CIDR', why: `"${address}" is no address.` }),
    ])
  if ('hop' in destination) return pathOf([source.hop, destination.hop])
  const flow = { source: source.party, destination, port: target.port ?? 0, ephemeral: question.ephemeral }
  return pathOf([source.hop, ...evaluateFromHost(host, flow, network).hops])
}

/** Without an address only what blocks every address is certain. */
function unresolved(hops: readonly Hop[], host: Instance, target: Database, network: Network): PathResult {
  const source = hostSource(host)
  const last = hops.slice(-1)
  if (!source.party || last[0]?.outcome === 'fail') return pathOf([source.hop, ...last])
  const anywhere: Party = {
    label: target.databaseId,
    addresses: ANY_IPV4,
    spread: 'one-of',
    groups: 'unknown',
    groupsWhy: 'The destination is not known.',
  }
  const egress = securityGroupHop(source.party, 'egress', anywhere, target.port ?? 0, 'unknown', network)
  return pathOf([source.hop, ...last, ...(egress.outcome === 'fail' ? [egress] : [])])
}
