import type { Database } from '../../model/database.js'
import type { Hop } from '../../model/finding.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import type { Network } from '../network.js'
import { placesOf } from '../paths/database-places.js'
import { addressSet } from '../values/addresses.js'
import { fails, isUnknown, notSeen, passes } from '../values/hops.js'
import { covers, union } from '../values/intervals.js'
import { resolverOf, zoneAnswer } from './resolver.js'

export interface NameAnswer {
  hops: Hop[]
  /** What the name leads to, where that is seen. */
  addresses: string[]
}

const kind = 'name-resolution'

/** Whether a database's name resolves, on the host, to the addresses on which its path is judged. */
export function resolveDatabase(host: Instance, database: Database, region: string, network: Network): NameAnswer {
  const name = (database.endpoint ?? '').toLowerCase()
  const vpcId = host.vpcId ?? ''
  if (addressSet(name)) return { hops: [], addresses: [name] }
  const view = resolverOf(vpcId, region, name, network)
  if (view.answers !== 'amazon') return { hops: [view.hop], addresses: [] }
  const answer = zoneAnswer(name, vpcId, region, network)
  switch (answer.kind) {
    case 'unknown':
      return { hops: [view.hop, answer.hop], addresses: [] }
    case 'no-record':
      return { hops: [view.hop, answer.hop], addresses: [] }
    case 'name':
      return {
        hops: [
          view.hop,
          isUnknown({
            at: answer.zone.hostedZoneId,
            kind,
            code: 'HOSTED_ZONE_TARGET',
            why: `The hosted zone ${answer.zone.name} sends ${name} to ${answer.target}.`,
          }),
        ],
        addresses: [],
      }
    case 'addresses':
      return {
        hops: [view.hop, zoneHop(answer.zone.hostedZoneId, [...answer.ipv4, ...answer.ipv6], database, network)],
        addresses: [...answer.ipv4, ...answer.ipv6],
      }
    default:
      return { hops: [view.hop, publicHop(host, database, network)], addresses: [] }
  }
}

/** A record of one's own must lead where the database is. */
function zoneHop(at: string, addresses: readonly string[], database: Database, network: Network): Hop {
  const text = addresses.join(', ')
  if (database.kind === 'target')
    return passes({ at, kind, code: 'HOSTED_ZONE', why: `${database.endpoint} resolves to ${text}.` })
  const places = placesOf(database, network)
  if (!Array.isArray(places)) return places
  const unseen = places.find((p) => !p.end.party)?.end.hop
  if (unseen) return unseen
  const here = union(places.flatMap((p) => subnetRanges(p.subnetId, network)))
  const inside = addresses.map((a) => addressSet(a)).every((set) => set?.family === 4 && covers(here, set.ranges))
  return inside
    ? passes({
        at,
        kind,
        code: 'HOSTED_ZONE',
        why: `${database.endpoint} resolves to ${text}, in the database's subnets.`,
      })
    : fails({
        at,
        kind,
        code: 'HOSTED_ZONE_ELSEWHERE',
        why: `${at} resolves ${database.endpoint} to ${text}, outside the database's subnets.`,
      })
}

function subnetRanges(subnetId: string, network: Network) {
  const subnet = network.subnet(subnetId)
  return (subnet.found && subnet.value.cidrBlock !== undefined && addressSet(subnet.value.cidrBlock)?.ranges) || []
}

/** RDS names resolve everywhere: to the private address, except where a publicly accessible database is asked for from outside its VPC. */
function publicHop(host: Instance, database: Database, network: Network): Hop {
  const at = database.databaseId
  const name = database.endpoint ?? at
  if (database.kind === 'target')
    return isUnknown({
      at,
      kind,
      code: 'NAME_NOT_SEEN',
      why: `No private hosted zone of ${host.vpcId} answers for ${name}: where it leads cannot be seen.`,
    })
  if (database.publiclyAccessible !== true)
    return passes({ at, kind, code: 'ALLOWED', why: `${name} resolves to the private address of ${at}.` })
  if (host.vpcId !== database.vpcId)
    return isUnknown({
      at,
      kind,
      code: 'PUBLIC_ADDRESS',
      why: `${at} is publicly accessible: from ${host.vpcId} ${name} may resolve to its public address.`,
    })
  const attributes = network.vpcAttributesOf(database.vpcId ?? '', database.region)
  if (!attributes.found) return notSeen(at, kind, attributes)
  return attributes.value.enableDnsHostnames
    ? passes({
        at,
        kind,
        code: 'ALLOWED',
        why: `${name} resolves to the private address of ${at} inside ${database.vpcId}.`,
      })
    : isUnknown({
        at,
        kind,
        code: 'PUBLIC_ADDRESS',
        why: `${at} is publicly accessible and ${database.vpcId} has enableDnsHostnames off: ${name} may resolve to its public address.`,
      })
}
