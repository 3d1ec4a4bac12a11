import type { Hop } from '../../model/finding.js'
import type { Network } from '../network.js'
import { type AddressSet, addressSet, publicAddresses } from '../values/addresses.js'
import { type Party, partyOfInterface } from '../values/flow.js'
import { notSeen } from '../values/hops.js'
import { covers, overlaps } from '../values/intervals.js'

/** The end of a flow at an address, as seen from a VPC: its interface if it is known, else its subnet, else just the address. */
export function partyAtAddress(
  address: string,
  vpcIds: readonly string[],
  network: Network,
): Party | { hop: Hop } | undefined {
  const set = addressSet(address)
  if (!set) return undefined
  for (const vpcId of vpcIds) {
    const eni = network.networkInterfaceAt(vpcId, address)
    if (eni.found && eni.value) {
      const party = partyOfInterface(eni.value, set.family)
      return party && { ...party, addresses: set, label: `${eni.value.networkInterfaceId} (${address})` }
    }
    const place = subnetHolding(vpcId, set, network)
    if (place?.hop) return { hop: place.hop }
    if (place)
      return {
        label: address,
        addresses: set,
        spread: 'one-of',
        place,
        groups: 'unknown',
        groupsWhy: eni.found
          ? `No interface with the address ${address} is known, so its security groups cannot be seen.`
          : eni.why,
      }
  }
  const isPublic = covers(publicAddresses(set.family).ranges, set.ranges)
  return {
    label: address,
    addresses: set,
    spread: 'one-of',
    groups: isPublic ? 'none' : 'unknown',
    groupsWhy: `${address} lies outside the VPCs that were scanned.`,
  }
}

function subnetHolding(
  vpcId: string,
  set: AddressSet,
  network: Network,
): { hop: Hop } | { vpcId: string; subnetId: string; hop?: undefined } | undefined {
  const subnets = network.subnetsOf(vpcId)
  if (!subnets.found) return { hop: notSeen(vpcId, 'address', subnets) }
  const subnet = subnets.value.find((candidate) =>
    [candidate.cidrBlock, ...candidate.ipv6CidrBlocks].some((block) => {
      const own = block === undefined ? undefined : addressSet(block)
      return own?.family === set.family && overlaps(own.ranges, set.ranges)
    }),
  )
  return subnet && { vpcId, subnetId: subnet.subnetId }
}
