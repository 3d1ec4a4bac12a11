import type { Snapshot } from '../../model/snapshot.js'
import type { NetworkInterface, Subnet, VpcEndpoint } from '../../model/snapshot-network.js'
import { addItem, editItems, findItem } from '../edit.js'

/** An endpoint with one more subnet: its interface there, with an address that nobody holds. */
export function withSubnet(snapshot: Snapshot, region: string, vpcEndpointId: string, subnetId: string): Snapshot {
  const endpoint = findItem(snapshot, region, 'vpcEndpoints', (each) => each.vpcEndpointId === vpcEndpointId)
  const subnet = findItem(snapshot, region, 'subnets', (each) => each.subnetId === subnetId)
  if (!endpoint || !subnet || endpoint.subnetIds.includes(subnetId)) return snapshot
  const eni = interfaceIn(endpoint, subnet, region, snapshot)
  return editEndpoint(addItem(snapshot, region, 'networkInterfaces', eni), region, vpcEndpointId, (each) => ({
    ...each,
    subnetIds: [...each.subnetIds, subnetId],
    networkInterfaceIds: [...each.networkInterfaceIds, eni.networkInterfaceId],
  }))
}

/** A gateway endpoint with one more route table, and the route in it. */
export function withTable(snapshot: Snapshot, region: string, vpcEndpointId: string, tableId: string): Snapshot {
  const endpoint = findItem(snapshot, region, 'vpcEndpoints', (each) => each.vpcEndpointId === vpcEndpointId)
  if (!endpoint || endpoint.routeTableIds.includes(tableId)) return snapshot
  const associated = editEndpoint(snapshot, region, vpcEndpointId, (each) => ({
    ...each,
    routeTableIds: [...each.routeTableIds, tableId],
  }))
  const suffix = endpoint.serviceName.split('.').slice(-2).join('.')
  const list = findItem(snapshot, region, 'prefixLists', (each) => each.prefixListName.endsWith(`.${suffix}`))
  if (!list) return associated
  const route = {
    ...{ destinationPrefixListId: list.prefixListId, gatewayId: vpcEndpointId },
    ...{ state: 'active', origin: 'CreateRoute' },
  }
  return editItems(associated, region, 'routeTables', (table) =>
    table.routeTableId === tableId ? { ...table, routes: [...table.routes, route] } : table,
  )
}

export function editEndpoint(
  snapshot: Snapshot,
  region: string,
  vpcEndpointId: string,
  edit: (endpoint: VpcEndpoint) => VpcEndpoint,
): Snapshot {
  return editItems(snapshot, region, 'vpcEndpoints', (each) =>
    each.vpcEndpointId === vpcEndpointId ? edit(each) : each,
  )
}

function interfaceIn(
  { vpcEndpointId, vpcId, groupIds }: VpcEndpoint,
  { subnetId, availabilityZone, cidrBlock }: Subnet,
  region: string,
  snapshot: Snapshot,
): NetworkInterface {
  const address = cidrBlock === undefined ? undefined : freeAddress(cidrBlock, vpcId, region, snapshot)
  return {
    networkInterfaceId: `${vpcEndpointId}/${subnetId}`,
    ...{ vpcId, subnetId, ownerId: snapshot.accountId, availabilityZone },
    ...{ interfaceType: 'vpc_endpoint', description: `VPC Endpoint Interface ${vpcEndpointId}`, status: 'in-use' },
    privateIpAddresses: address === undefined ? [] : [address],
    ...{ ipv6Addresses: [], publicIps: [], groupIds, sourceDestCheck: true },
  }
}

/** AWS keeps the first four addresses of a subnet, and the last. */
function freeAddress(block: string, vpcId: string, region: string, snapshot: Snapshot): string | undefined {
  const isHeld = (address: string) =>
    findItem(
      snapshot,
      region,
      'networkInterfaces',
      (eni) => eni.vpcId === vpcId && eni.privateIpAddresses.includes(address),
    ) !== undefined
  const [base = '', length = '32'] = block.split('/')
  const first = base.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
  for (let next = first + 4; next < first + 2 ** (32 - Number(length)) - 1; next++) {
    const address = [24, 16, 8, 0].map((shift) => Math.floor(next / 2 ** shift) % 256).join('.')
    if (!isHeld(address)) return address
  }
  return undefined
}
