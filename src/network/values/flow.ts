import type { Instance } from '../../model/snapshot-hosts.js'
import type { NetworkInterface } from '../../model/snapshot-network.js'
import { type AddressSet, addressSet, addressSetOf, addressText, type Family } from './addresses.js'
import type { Intervals } from './intervals.js'
import { ports } from './ports.js'
import { remembered } from './remember.js'

/** A subnet that the snapshot may hold. */
export interface Place {
  vpcId: string
  subnetId: string
}

/** One end of a flow. */
export interface Party {
  /** For messages. */
  label: string
  addresses: AddressSet
  /** What several addresses mean: it has one of them and nobody sees which, or it uses each in turn. */
  spread: 'one-of' | 'each'
  /** Absent outside the VPCs of the snapshot. */
  place?: Place
  /** Groups of its interface. `none`: nothing filters there (public addresses). */
  groups: readonly string[] | 'none' | 'unknown'
  /** Why the groups are unknown. */
  groupsWhy?: string
  /** Set where `addresses` are the entries of this prefix list. */
  prefixListId?: string
  /** Public IPv4 addresses of the interface. */
  publicIps?: readonly string[]
  /** The interface itself, where there is just one. */
  networkInterfaceId?: string
}

/** A TCP connection that `source` opens to one port of `destination`. */
export interface Flow {
  source: Party
  destination: Party
  port: number
  /** The ports that the source may choose for its own end. */
  ephemeral: Intervals
  /** Set for an AWS service that is dialled by its public addresses. */
  service?: string
}

/**
 * Ports from which a client connects.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
 */
export const EPHEMERAL = {
  linux: ports(32768, 60999),
  windows: ports(49152, 65535),
  unknown: ports(1024, 65535),
} as const

/** By the platform that the agent names, else EC2. */
export function ephemeralOf(host: Instance, platformType?: string): Intervals {
  if (platformType === 'Windows' || platformType === 'MacOS') return EPHEMERAL.windows
  if (platformType === 'Linux') return EPHEMERAL.linux
  const ofInstance = host.platform ?? host.platformDetails
  if (ofInstance === undefined) return EPHEMERAL.unknown
  return /windows/i.test(ofInstance) ? EPHEMERAL.windows : EPHEMERAL.linux
}

type InterfaceLike = Pick<
  NetworkInterface,
  'networkInterfaceId' | 'vpcId' | 'subnetId' | 'privateIpAddresses' | 'ipv6Addresses' | 'publicIps' | 'groupIds'
> & {
  /** The first address of a family, where this interface stands for others whose addresses are other ones. */
  standsFor?: Partial<Record<Family, AddressSet>>
}

/** The end of a flow at an interface's first address of a family; `undefined` when it has none. */
export const partyOfInterface = (eni: InterfaceLike, family: Family = 4): Party | undefined => firstOf(eni, family)

const firstOf = remembered((eni: InterfaceLike, family: Family): Party | undefined => {
  const addresses = family === 4 ? eni.privateIpAddresses : eni.ipv6Addresses
  const set = eni.standsFor?.[family] ?? (addresses[0] === undefined ? undefined : addressSet(addresses[0]))
  return set && { ...partyAt(eni, set), networkInterfaceId: eni.networkInterfaceId }
})

function partyAt(eni: InterfaceLike, addresses: AddressSet): Party {
  return {
    label: `${eni.networkInterfaceId} (${addressText(addresses)})`,
    addresses,
    spread: 'one-of',
    place: { vpcId: eni.vpcId, subnetId: eni.subnetId },
    groups: eni.groupIds,
    publicIps: eni.publicIps,
  }
}

/** The end of a flow at one of several interfaces of a subnet that hold the same groups. */
export function partyOfInterfaces(
  enis: readonly InterfaceLike[],
  label: string,
  family: Family = 4,
): Party | undefined {
  const [first] = enis
  const addresses = enis.flatMap((eni) => (family === 4 ? eni.privateIpAddresses : eni.ipv6Addresses))
  const set = addressSetOf(addresses, family)
  return first && set && { ...partyAt(first, set), label: `${label} (${addressText(set)})` }
}
