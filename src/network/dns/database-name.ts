import { type Database, isCluster } from '../../model/database.js'
import type { Hop } from '../../model/finding.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import type { Network } from '../network.js'
import { isHop, placesOf } from '../paths/database-places.js'
import { databasesNamed } from '../paths/known-databases.js'
import { addressSet } from '../values/addresses.js'
import { fails, isUnknown, notSeen, oneOf, passes, pathOf } from '../values/hops.js'
import { covers, union } from '../values/intervals.js'
import type { NameAnswer } from './name-answers.js'
import { plainName } from './names.js'
import { onwardHops, readerHops } from './onward-names.js'
import { namesOf } from './vpc-names.js'

export interface DatabaseAnswer {
  hops: Hop[]
  /** What the name leads to, where that is seen. */
  addresses: string[]
}

/** Where the name of a configured target leads. The last hop says how. */
export type TargetPlace =
  | { kind: 'addresses'; addresses: string[]; hops: Hop[] }
  /** `name`: the endpoint that it leads to. */
  | { kind: 'databases'; databases: readonly Database[]; name: string; hops: Hop[] }
  /** Each of the places in turn, or one of them and nobody sees which. None of them is `nowhere`. */
  | { kind: 'several'; spread: 'each' | 'one-of'; places: readonly TargetPlace[]; hops: Hop[] }
  | { kind: 'nowhere'; hops: Hop[] }

const kind = 'name-resolution'

/**
 * Follows a name through the hosted zones of a VPC, to addresses or to the endpoint of a database of the account.
 * What public DNS says of any other name cannot be seen.
 */
export function resolveTarget(name: string, vpcId: string, region: string, network: Network): TargetPlace {
  const { hops, answers } = namesOf(vpcId, region, network).resolve(name)
  const [place, ...others] = answers.map((answer) => placeOf(answer, { name, vpcId, hops }, network))
  if (place && others.length === 0) return place
  const why = `${name} may lead to an endpoint of ${vpcId} or elsewhere.`
  const doubt = isUnknown({ at: vpcId, kind, code: 'NAME_NOT_SEEN', why })
  return severalPlaces('one-of', place ? [place, ...others] : [], hops, doubt)
}

/** @param doubt said instead where one of the places is not seen */
function severalPlaces(
  spread: 'each' | 'one-of',
  places: TargetPlace[],
  hops: readonly Hop[],
  doubt: Hop,
): TargetPlace {
  if (places.length === 0 || places.some((place) => place.kind === 'nowhere'))
    return { kind: 'nowhere', hops: [...hops, doubt] }
  return { kind: 'several', spread, places, hops: [...hops] }
}

interface Asked {
  name: string
  vpcId: string
  hops: readonly Hop[]
}

/** Where one answer leads. */
function placeOf(answer: NameAnswer, asked: Asked, network: Network): TargetPlace {
  const { name, vpcId, hops } = asked
  const nowhere = (hop: Hop): TargetPlace => ({ kind: 'nowhere', hops: [...hops, hop] })
  if (answer.kind === 'nothing' || answer.kind === 'foreign-endpoint') return nowhere(answer.hop)
  if (answer.kind === 'in-turn') {
    const places = answer.answers.map((one) => placeOf(one, asked, network))
    return severalPlaces('each', places, hops, answer.hop)
  }
  if (answer.kind === 'addresses')
    return { kind: 'addresses', addresses: answer.addresses, hops: [...hops, answer.hop] }
  if (answer.kind === 'endpoints') {
    const addresses = answer.endpoints.flatMap((e) => e.networkInterfaceIds.flatMap((id) => addressesOf(id, network)))
    if (addresses.length > 0) return { kind: 'addresses', addresses, hops: [...hops, answer.hop] }
    const at = answer.hop.at
    return nowhere(isUnknown({ at, kind, code: 'NAME_NOT_SEEN', why: `No address behind ${name} is known.` }))
  }
  const databases = databasesNamed(answer.name, network)
  if (databases.length > 0) {
    const ids = databases.map((database) => database.databaseId).join(', ')
    const at = answer.hop?.at ?? vpcId
    const hop = passes({ at, kind, code: 'DATABASE_NAME', why: `${name} leads to ${answer.name}, a name of ${ids}.` })
    return { kind: 'databases', databases, name: answer.name, hops: [...hops, hop] }
  }
  const why = `No private hosted zone of ${vpcId} answers for ${answer.name}: where it leads cannot be seen.`
  return nowhere(isUnknown({ at: answer.name, kind, code: 'NAME_NOT_SEEN', why }))
}

/** All databases of the account that a target's name leads to in its VPC; none: it leads elsewhere, too, or nobody sees where. */
export function databasesOfTarget(
  { endpoint = '', vpcId }: Database,
  region: string,
  network: Network,
): TargetDatabases {
  if (vpcId === undefined || addressSet(endpoint)) return { databases: [], spread: 'each' }
  return databasesAt(resolveTarget(endpoint, vpcId, region, network))
}

export interface TargetDatabases {
  databases: readonly Database[]
  /** Each in turn, or one of them and nobody sees which. */
  spread: 'each' | 'one-of'
}

function databasesAt(place: TargetPlace): TargetDatabases {
  if (place.kind === 'databases') return { databases: place.databases, spread: 'each' }
  if (place.kind !== 'several') return { databases: [], spread: 'each' }
  const parts = place.places.map(databasesAt)
  const all = parts.every(({ databases }) => databases.length > 0)
  const isSure = place.spread === 'each' && parts.every(({ spread }) => spread === 'each')
  return {
    databases: all ? [...new Set(parts.flatMap(({ databases }) => databases))] : [],
    spread: isSure ? 'each' : 'one-of',
  }
}

function addressesOf(interfaceId: string, network: Network): string[] {
  const eni = network.networkInterface(interfaceId)
  return eni.found ? eni.value.privateIpAddresses.slice(0, 1) : []
}

/** Whether a database's name resolves, on the host, to the addresses on which its path is judged. */
export function resolveDatabase(host: Instance, database: Database, region: string, network: Network): DatabaseAnswer {
  const name = (database.endpoint ?? '').toLowerCase()
  if (addressSet(name)) return { hops: [], addresses: [name] }
  return answerAt(resolveTarget(name, host.vpcId ?? '', region, network), host, database, region, network)
}

function answerAt(
  place: TargetPlace,
  host: Instance,
  database: Database,
  region: string,
  network: Network,
): DatabaseAnswer {
  if (place.kind === 'databases')
    return { hops: [...place.hops.slice(0, -1), ...leadsTo(place, host, database, region, network)], addresses: [] }
  if (place.kind === 'nowhere') return { hops: place.hops, addresses: [] }
  if (place.kind === 'several') {
    const answers = place.places.map((each) => answerAt(each, host, database, region, network))
    const alternatives = answers.map(({ hops }) => ({ label: database.endpoint ?? '', result: pathOf(hops) }))
    // A name that now and then is that of another database is not known to be this one's.
    const { hops } = oneOf(alternatives)
    return { hops, addresses: answers.flatMap(({ addresses }) => addresses) }
  }
  const { addresses, hops } = place
  if (database.kind === 'target') return { hops, addresses }
  const at = hops.at(-1)?.at ?? host.vpcId ?? ''
  return { hops: [...hops.slice(0, -1), inItsSubnets(at, addresses, database, network)], addresses }
}

/** A record of one's own must lead where the database is. */
function inItsSubnets(at: string, addresses: readonly string[], database: Database, network: Network): Hop {
  const text = addresses.join(', ')
  const places = placesOf(database, network)
  if (isHop(places)) return places
  const unseen = places.find((p) => !p.end.party)?.end.hop
  if (unseen) return unseen
  const here = union(places.flatMap((p) => subnetRanges(p.subnetId, network)))
  const inside = addresses.map((a) => addressSet(a)).every((set) => set?.family === 4 && covers(here, set.ranges))
  if (inside) {
    const why = `${database.endpoint} resolves to ${text}, in the database's subnets.`
    return passes({ at, kind, code: 'HOSTED_ZONE', why })
  }
  const why = `${at} resolves ${database.endpoint} to ${text}, outside the database's subnets.`
  return fails({ at, kind, code: 'HOSTED_ZONE_ELSEWHERE', why })
}

function subnetRanges(subnetId: string, network: Network) {
  const subnet = network.subnet(subnetId)
  return (subnet.found && subnet.value.cidrBlock !== undefined && addressSet(subnet.value.cidrBlock)?.ranges) || []
}

/** A name of the account's own databases: it must be this one, or a member of it. */
function leadsTo(
  { databases, name, hops }: Extract<TargetPlace, { kind: 'databases' }>,
  host: Instance,
  database: Database,
  region: string,
  network: Network,
): Hop[] {
  const hop = hops.slice(-1)
  if (database.kind === 'target')
    return [
      ...hop,
      ...databases.flatMap((d) => publicHops(host, d, region, network)),
      ...readerHops(name, databases, host.vpcId ?? '', region, network),
    ]
  const stranger = databases.find((d) => !isPartOf(d, database, network))
  const at = hop[0]?.at ?? database.databaseId
  if (!stranger && name === plainName(database.readerEndpoint ?? '')) {
    const why = `${at} sends ${database.endpoint} to ${name}, the reader endpoint: the path to its readers was not judged.`
    return [isUnknown({ at, kind, code: 'HOSTED_ZONE_TARGET', why })]
  }
  if (!stranger) return publicHops(host, database, region, network)
  const why = `${at} sends ${database.endpoint} to ${stranger.databaseId}.`
  return [fails({ at, kind, code: 'HOSTED_ZONE_ELSEWHERE', why })]
}

function isPartOf(part: Database, whole: Database, network: Network): boolean {
  if (part.region !== whole.region) return false
  if (part.databaseId === whole.databaseId && part.kind === whole.kind) return true
  const clusters = network.region(whole.region)?.dbClusters
  if (part.kind !== 'instance' || !isCluster(whole.kind) || clusters?.outcome !== 'ok') return false
  const members = clusters.value.find((c) => c.dbClusterIdentifier === whole.databaseId)?.members ?? []
  return members.some((member) => member.dbInstanceIdentifier === part.databaseId)
}

const publicHops = (host: Instance, database: Database, region: string, network: Network): Hop[] => [
  publicHop(host, database, network),
  ...onwardHops(database, host.vpcId ?? '', region, network),
]

/** RDS names resolve everywhere: to the private address, except where a publicly accessible database is asked for from outside its VPC. */
function publicHop(host: Instance, database: Database, network: Network): Hop {
  const at = database.databaseId
  const name = database.endpoint ?? at
  if (database.publiclyAccessible !== true)
    return passes({ at, kind, code: 'ALLOWED', why: `${name} resolves to the private address of ${at}.` })
  if (host.vpcId !== database.vpcId) {
    const why = `${at} is publicly accessible: from ${host.vpcId} ${name} may resolve to its public address.`
    return isUnknown({ at, kind, code: 'PUBLIC_ADDRESS', why })
  }
  const attributes = network.vpcAttributesOf(database.vpcId ?? '', database.region)
  if (!attributes.found) return notSeen(at, kind, attributes)
  if (attributes.value.enableDnsHostnames) {
    const why = `${name} resolves to the private address of ${at} inside ${database.vpcId}.`
    return passes({ at, kind, code: 'ALLOWED', why })
  }
  const why = `${at} is publicly accessible and ${database.vpcId} has enableDnsHostnames off: ${name} may resolve to its public address.`
  return isUnknown({ at, kind, code: 'PUBLIC_ADDRESS', why })
}
