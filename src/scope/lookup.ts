import { groupBy } from '../model/group-by.js'
import type { Instance, InstanceStatus, ManagedNode } from '../model/snapshot-hosts.js'
import type {
  DhcpOptions,
  NatGateway,
  NetworkInterface,
  RouteTable,
  SecurityGroup,
  Subnet,
  VpcEndpoint,
} from '../model/snapshot-network.js'
import { once } from './once.js'
import type { Tunnel } from './tunnels.js'

const keyedBy = <T, K>(keyOf: (item: T) => K) =>
  once((items: readonly T[]) => new Map(items.map((item): [K, T] => [keyOf(item), item])))
const groupedBy = <T, K>(keyOf: (item: T) => K) => once((items: readonly T[]) => groupBy(items, keyOf))

export const securityGroupsById = keyedBy((group: SecurityGroup) => group.groupId)
export const subnetsById = keyedBy((subnet: Subnet) => subnet.subnetId)
export const dhcpOptionsById = keyedBy((options: DhcpOptions) => options.dhcpOptionsId)
export const natGatewaysById = keyedBy((nat: NatGateway) => nat.natGatewayId)
export const statusesByInstance = keyedBy((status: InstanceStatus) => status.instanceId)
export const endpointsByVpc = groupedBy((endpoint: VpcEndpoint) => endpoint.vpcId)
export const instancesByVpc = groupedBy((instance: Instance) => instance.vpcId)
export const interfacesByInstance = groupedBy((eni: NetworkInterface) => eni.instanceId)
export const tunnelsByDatabaseVpc = groupedBy((tunnel: Tunnel) => tunnel.database.vpcId)

/** Hybrid registrations, by every field that ties one to a machine: `sourceId`, `ipAddress`, `computerName`. */
export const hybridNodesByTrait = once((nodes: readonly ManagedNode[]) =>
  groupBy(
    nodes
      .filter((node) => node.resourceType === 'ManagedInstance' || node.instanceId.startsWith('mi-'))
      .flatMap((node) =>
        [node.sourceId, node.ipAddress, node.computerName?.toLowerCase()]
          .filter((trait) => trait !== undefined && trait !== '')
          .map((trait) => ({ trait, node })),
      ),
    ({ trait }) => trait,
  ),
)

const routeTableIndex = once((tables: readonly RouteTable[]) => ({
  explicit: new Map(tables.flatMap((table) => table.subnetIds.map((id): [string, RouteTable] => [id, table]))),
  main: new Map(tables.filter((table) => table.main).map((table): [string, RouteTable] => [table.vpcId, table])),
}))

/** The table that routes a subnet: the one associated with it, else its VPC's main table. */
export function routeTableOf(
  tables: readonly RouteTable[],
  subnet: { subnetId: string; vpcId: string },
): RouteTable | undefined {
  const { explicit, main } = routeTableIndex(tables)
  return explicit.get(subnet.subnetId) ?? main.get(subnet.vpcId)
}
