import type { Inventory } from '../../inventory/inventory.js'
import { once } from '../../inventory/once.js'
import type { EndpointService } from '../../model/config.js'
import type { Hop, Remedy } from '../../model/finding.js'
import type { Snapshot } from '../../model/snapshot.js'

/** The two ends of a path, as a rule would name them. */
export interface PathEnds {
  /** What is dialled: a name or a database. */
  dialled: string
  /** The service of AWS that it belongs to, if it does. */
  service?: EndpointService
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

export type RemedyOf = (hop: Hop, ends: PathEnds) => Remedy

/** What does as well for a service of AWS. */
export const orEndpoint = ({ service, source }: PathEnds): string =>
  service === undefined
    ? ''
    : `, or let an endpoint of ${service} in ${source.vpcId ?? 'the VPC'} answer for its names, which needs no internet`

/** The region that a resource is in: a path may lead through several. */
export function regionOf(id: string, { inventory, region }: Pick<PathEnds, 'inventory' | 'region'>): string {
  return homes(inventory.snapshot).get(id) ?? region
}

const homes = once((snapshot: Snapshot): ReadonlyMap<string, string> => {
  const entries = snapshot.regions.flatMap((region) => {
    const ids = [
      listed(region.vpcs, (vpc) => vpc.vpcId),
      listed(region.subnets, (subnet) => subnet.subnetId),
      listed(region.securityGroups, (group) => group.groupId),
      listed(region.routeTables, (table) => table.routeTableId),
      listed(region.transitGatewayRouteTables, (table) => table.transitGatewayRouteTableId),
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
