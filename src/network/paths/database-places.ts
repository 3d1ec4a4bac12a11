import { type Database, isCluster } from '../../model/database.js'
import type { Hop } from '../../model/finding.js'
import type { NetworkInterface, Subnet } from '../../model/snapshot-network.js'
import type { Network } from '../network.js'
import { addressSet, addressText } from '../values/addresses.js'
import { type Party, partyOfInterfaces } from '../values/flow.js'
import { isUnknown, notSeen } from '../values/hops.js'
import { remembered } from '../values/remember.js'

/** A subnet in which a database is, or may be after a failover. */
export interface DatabasePlace {
  subnetId: string
  zone?: string
  /** `undefined`: nobody sees in which zone the database is. */
  current: boolean | undefined
  /** The database's end there; a hop where it cannot be seen. */
  end: { party: Party; hop?: undefined } | { party?: undefined; hop: Hop }
}

/** The active subnets of a database's subnet group, or of a proxy, in which it may be; a hop when they are not known. */
export const placesOf = (database: Database, network: Network): readonly DatabasePlace[] | Hop =>
  places(network, database)

/** The same for every host that dials it. */
const places = remembered((network: Network, database: Database): readonly DatabasePlace[] | Hop => {
  const all = subnetIdsOf(database, network)
  if (!Array.isArray(all)) return all
  const subnets = inZones(all, database.nodeZones, network)
  const zones = currentZones(database, network)
  const groups = activeGroups(database)
  const here = new Set(isInEachSubnet(database) ? subnets : subnetsNow(database, subnets, zones, network))
  const known = here.size > 0
  return subnets.map((subnetId): DatabasePlace => {
    const subnet = network.subnet(subnetId)
    const current = known ? here.has(subnetId) : undefined
    if (!subnet.found) return { subnetId, current, end: { hop: notSeen(subnetId, 'database', subnet) } }
    const { availabilityZone } = subnet.value
    const end = endIn(subnet.value, database, groups, current === true, network)
    return { subnetId, zone: availabilityZone, current, end }
  })
})

/** The places are not known; the hop says why. */
export const isHop = (places: readonly DatabasePlace[] | Hop): places is Hop => !Array.isArray(places)

/** A proxy, or what is behind an interface in each of its subnets: the name leads to one after the other. */
export const isInEachSubnet = ({ kind, leadsTo }: Database): boolean => kind === 'proxy' || leadsTo === 'subnets'

/** Those in zones in which the database may be, with those whose zone cannot be seen; all of them where that leaves none. */
function inZones(subnetIds: string[], zones: readonly string[] | undefined, network: Network): string[] {
  if (zones === undefined) return subnetIds
  const possible = subnetIds.filter((id) => {
    const subnet = network.subnet(id)
    return !subnet.found || zones.includes(subnet.value.availabilityZone)
  })
  return possible.length > 0 ? possible : subnetIds
}

/**
 * The subnets of the endpoint's zones, of those the ones where the database's service holds interfaces, if there are any;
 * where the zone is not told and the interfaces bear the database's name, those subnets.
 */
function subnetsNow(
  database: Database,
  subnetIds: readonly string[],
  zones: readonly string[] | undefined,
  network: Network,
): string[] {
  const isHeld = (id: string) => interfacesOf(database, id, network).length > 0
  if (zones === undefined) return isNamedInDescriptions(database) ? subnetIds.filter(isHeld) : []
  const subnets = subnetIds.map((id) => network.subnet(id))
  // A subnet that cannot be seen may lie in the zone.
  if (subnets.some((subnet) => !subnet.found)) return []
  const inZone = subnets.flatMap((s) => (s.found && zones.includes(s.value.availabilityZone) ? [s.value.subnetId] : []))
  const held = inZone.filter(isHeld)
  return held.length > 0 ? held : inZone
}

/** Groups that count: those being added or removed do not. */
export const activeGroups = (database: Database): string[] =>
  database.securityGroups.filter((group) => group.status === 'active').map((group) => group.groupId)

function subnetIdsOf(database: Database, network: Network): string[] | Hop {
  const at = database.databaseId
  const kind = 'database'
  if (database.subnetIds !== undefined)
    return database.subnetIds.length > 0
      ? database.subnetIds
      : isUnknown({ at, kind, code: 'MISSING', why: `${at} names no subnets.` })
  const name = database.dbSubnetGroupName
  if (name === undefined) return isUnknown({ at, kind, code: 'MISSING', why: `${at} names no DB subnet group.` })
  const group = network.dbSubnetGroup(name, database.region)
  if (!group.found) return notSeen(name, kind, group)
  const active = group.value.subnets.filter((subnet) => subnet.status.toLowerCase() === 'active')
  if (active.length > 0) return active.map((subnet) => subnet.subnetIdentifier)
  return isUnknown({ at: name, kind, code: 'MISSING', why: `The DB subnet group ${name} has no active subnet.` })
}

/** Where the endpoint's name leads now, as far as that is told: to replicas, if it is the reader endpoint. */
function currentZones(database: Database, network: Network): readonly string[] | undefined {
  if (database.endpoint !== undefined && database.endpoint === database.readerEndpoint) return database.readerZones
  const zone = currentZone(database, network)
  return zone === undefined ? undefined : [zone]
}

/** The zone of the instance, or of the cluster's writer. */
function currentZone(database: Database, network: Network): string | undefined {
  if (database.availabilityZone !== undefined) return database.availabilityZone
  const region = network.region(database.region)
  if (region?.dbInstances.outcome !== 'ok') return undefined
  const byId = (id: string | undefined) =>
    region.dbInstances.outcome === 'ok'
      ? region.dbInstances.value.find((i) => i.dbInstanceIdentifier === id)
      : undefined
  if (database.kind === 'instance') return byId(database.databaseId)?.availabilityZone
  if (!isCluster(database.kind) || region.dbClusters.outcome !== 'ok') return undefined
  const cluster = region.dbClusters.value.find((c) => c.dbClusterIdentifier === database.databaseId)
  return byId(cluster?.members.find((member) => member.isClusterWriter)?.dbInstanceIdentifier)?.availabilityZone
}

/** In the current zone the interfaces that the service holds there for it; else any address of the subnet. */
function endIn(
  subnet: Subnet,
  database: Database,
  groups: string[],
  current: boolean,
  network: Network,
): DatabasePlace['end'] {
  const label = `${database.databaseId} in ${subnet.subnetId}`
  const known = current ? partyOfInterfaces(interfacesOf(database, subnet.subnetId, network), label) : undefined
  if (known) return { party: { ...known, groups } }
  const addresses = subnet.cidrBlock === undefined ? undefined : addressSet(subnet.cidrBlock)
  if (!addresses)
    return {
      hop: isUnknown({
        at: subnet.subnetId,
        kind: 'database',
        code: 'NO_ADDRESS_OF_FAMILY',
        why: `${subnet.subnetId} has no IPv4 block.`,
      }),
    }
  return {
    party: {
      label: `${label} (${addressText(addresses)})`,
      addresses,
      spread: 'one-of',
      place: { vpcId: subnet.vpcId, subnetId: subnet.subnetId },
      groups,
      groupsWhy: `${database.databaseId} has no active security group.`,
    },
  }
}

/** Some services describe all their interfaces alike: which is whose is known by its groups alone. */
const ALIKE = ['RDSNetworkInterface', 'RedshiftNetworkInterface']

const isNamedInDescriptions = ({ interfaceDescriptions = [] }: Database): boolean =>
  interfaceDescriptions.some((description) => !ALIKE.includes(description))

/** The interfaces of a database in a subnet: those described as its own, with exactly its groups. */
function interfacesOf(database: Database, subnetId: string, network: Network): NetworkInterface[] {
  const interfaces = network.networkInterfacesOf(subnetId)
  if (!interfaces.found) return []
  const wanted = activeGroups(database).sort().join(' ')
  const { interfaceDescriptions } = database
  const isOwn = ({ requesterId, description }: NetworkInterface) =>
    interfaceDescriptions
      ? interfaceDescriptions.includes(description)
      : requesterId === 'amazon-rds' || description === 'RDSNetworkInterface'
  return interfaces.value.filter((eni) => isOwn(eni) && [...eni.groupIds].sort().join(' ') === wanted)
}
