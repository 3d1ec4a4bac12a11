import type { Inventory } from '../../inventory/inventory.js'
import { once } from '../../inventory/once.js'
import type { Snapshot } from '../../model/snapshot.js'

/** The two ends of a path, as a rule would name them. */
export interface PathEnds {
  inventory: Inventory
  /** Where a resource is that no list holds. */
  region: string
  port: number
  source: PathSource
  /** What a rule has to name: the first that is there. Without any, no rule is narrow enough to be proposed. */
  destination: {
    prefixListId?: string | undefined
    groupId?: string | undefined
    /** Its subnets: where it is now, and where it may be next. */
    subnetIds?: readonly string[] | undefined
  }
  /** False where rules cannot name groups of the other end. */
  sameVpc: boolean
}

/** The host's interface: a group that it holds, its address and its place. */
export interface PathSource {
  groupId?: string | undefined
  address?: string | undefined
  vpcId?: string | undefined
  subnetId?: string | undefined
}

/** The region that a resource is in: a path may lead through several. */
export function regionOf(id: string, { inventory, region }: PathEnds): string {
  return homes(inventory.snapshot).get(id) ?? region
}

const homes = once((snapshot: Snapshot): ReadonlyMap<string, string> => {
  const entries = snapshot.regions.flatMap((region) => {
    const ids = [
      listed(region.vpcs, (vpc) => vpc.vpcId),
      listed(region.subnets, (subnet) => subnet.subnetId),
      listed(region.securityGroups, (group) => group.groupId),
      listed(region.networkAcls, (acl) => acl.networkAclId),
      listed(region.networkInterfaces, (eni) => eni.networkInterfaceId),
      listed(region.internetGateways, (gateway) => gateway.internetGatewayId),
      listed(region.transitGatewayVpcAttachments, (attachment) => attachment.transitGatewayAttachmentId),
    ]
    return ids.flat().map((id): [string, string] => [id, region.region])
  })
  return new Map(entries)
})

function listed<T>(list: { outcome: 'ok'; value: readonly T[] } | { outcome: string }, idOf: (item: T) => string) {
  return 'value' in list ? list.value.map(idOf) : []
}

/** The blocks of subnets; `undefined` where one is not known: a rule for some of them would be half a remedy. */
export function subnetBlocks(subnetIds: readonly string[] | undefined, { inventory }: PathEnds): string[] | undefined {
  if (subnetIds === undefined || subnetIds.length === 0) return undefined
  const blocks = subnetIds.map((id) => {
    const subnet = inventory.subnet(id)
    return subnet.outcome === 'ok' ? subnet.value?.cidrBlock : undefined
  })
  const known = blocks.filter((block) => block !== undefined)
  return known.length === blocks.length ? [...new Set(known)] : undefined
}

/** One address as a block. */
export const blockOf = (address: string): string => `${address}/${address.includes(':') ? 128 : 32}`
