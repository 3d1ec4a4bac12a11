import type * as EC2 from '@aws-sdk/client-ec2'
import type { SampleRegion } from '../account.js'
import { endpointInterface, endpointNames, FULL_ACCESS } from '../build/endpoints.js'
import { idOf } from '../build/ids.js'
import { prefixListId } from '../build/prefix-lists.js'
import { onTheWire } from '../build/wire.js'
import { assertUnspent, dryRun } from './ec2-rules.js'
import { awsError } from './errors.js'
import { byIds } from './filters.js'
import type { Call, Handlers } from './handler.js'

/** VPC endpoints that come, change and go. */
export const ec2Endpoints: Handlers<typeof EC2> = {
  CreateVpcEndpoint(input, call) {
    const { account, region, now } = call
    const { VpcId = '', ServiceName = '', VpcEndpointType = 'Gateway', ClientToken, TagSpecifications = [] } = input
    const tokenOf = ({ VpcEndpointId = '' }: EC2.VpcEndpoint) => region.endpointRequests.get(VpcEndpointId)?.token
    const known = region.vpcEndpoints.find((each) => ClientToken !== undefined && tokenOf(each) === ClientToken)
    if (known) return { VpcEndpoint: known }
    assertUnspent(ClientToken, region)
    byIds(region.vpcs, [VpcId], (each) => each.vpc.VpcId, 'InvalidVpcId.NotFound')
    const names = region.vpcEndpointServices.map((service) => service.ServiceName)
    if (!names.includes(ServiceName))
      throw awsError('InvalidServiceName', `The Vpc Endpoint Service '${ServiceName}' does not exist`)
    const made: EC2.VpcEndpoint = {
      ...{ VpcEndpointId: idOf('vpce', VpcId, ServiceName, VpcEndpointType), VpcEndpointType, VpcId, ServiceName },
      State: onTheWire<EC2.State>('available'),
      OwnerId: account.accountId,
      ...{ SubnetIds: [], RouteTableIds: [], Groups: [], NetworkInterfaceIds: [], DnsEntries: [] },
      ...{ PrivateDnsEnabled: false, RequesterManaged: false, PolicyDocument: FULL_ACCESS },
      Tags: TagSpecifications.flatMap((specification) => specification.Tags ?? []),
    }
    byIds(region.securityGroups, input.SecurityGroupIds, (each) => each.GroupId, 'InvalidSecurityGroupId.NotFound')
    made.Groups = (input.SecurityGroupIds ?? []).map((GroupId) => ({ GroupId }))
    assertFree(made, input.RouteTableIds ?? [], region)
    assertZones(input.SubnetIds ?? [], region)
    if (VpcEndpointType === 'Interface' && input.PrivateDnsEnabled !== false) assertPrivateDns(made, region)
    dryRun(input)
    made.PrivateDnsEnabled = VpcEndpointType === 'Interface' && input.PrivateDnsEnabled !== false
    addTables(made, input.RouteTableIds ?? [], region)
    addSubnets(made, input.SubnetIds ?? [], call)
    made.DnsEntries = endpointNames(made, region.region)
    region.endpointRequests.set(made.VpcEndpointId ?? '', {
      ...(ClientToken !== undefined && { token: ClientToken }),
      ...(VpcEndpointType === 'Interface' && { readyAt: now + account.pace.endpoint }),
    })
    region.vpcEndpoints.push(made)
    settle(region, now)
    return { VpcEndpoint: made }
  },
  ModifyVpcEndpoint(input, call) {
    const { region, now } = call
    settle(region, now)
    const code = 'InvalidVpcEndpointId.NotFound'
    const [found] = byIds(region.vpcEndpoints, [input.VpcEndpointId ?? ''], (each) => each.VpcEndpointId, code)
    const endpoint = found as EC2.VpcEndpoint
    if (`${endpoint.State}` !== 'available')
      throw awsError('IncorrectState', `The endpoint ${endpoint.VpcEndpointId} is not available`)
    const groups = byIds(region.securityGroups, input.AddSecurityGroupIds, (g) => g.GroupId, 'InvalidGroup.NotFound')
    assertFree(endpoint, input.AddRouteTableIds ?? [], region)
    assertZones([...(endpoint.SubnetIds ?? []), ...(input.AddSubnetIds ?? [])], region)
    if (input.PrivateDnsEnabled && !endpoint.PrivateDnsEnabled) assertPrivateDns(endpoint, region)
    dryRun(input)
    if (input.AddSecurityGroupIds)
      endpoint.Groups = [...(endpoint.Groups ?? []), ...groups.map(({ GroupId }) => ({ GroupId }))]
    endpoint.Groups = endpoint.Groups?.filter(({ GroupId = '' }) => !input.RemoveSecurityGroupIds?.includes(GroupId))
    addTables(endpoint, input.AddRouteTableIds ?? [], region)
    removeTables(endpoint, input.RemoveRouteTableIds ?? [], region)
    addSubnets(endpoint, input.AddSubnetIds ?? [], call)
    removeSubnets(endpoint, input.RemoveSubnetIds ?? [], region)
    if (input.PrivateDnsEnabled !== undefined) endpoint.PrivateDnsEnabled = input.PrivateDnsEnabled
    endpoint.DnsEntries = endpointNames(endpoint, region.region)
    return { Return: true }
  },
  DeleteVpcEndpoints(input, { region }) {
    dryRun(input)
    for (const id of input.VpcEndpointIds ?? []) {
      const endpoint = region.vpcEndpoints.find((each) => each.VpcEndpointId === id)
      if (!endpoint) continue
      removeTables(endpoint, endpoint.RouteTableIds ?? [], region)
      removeSubnets(endpoint, endpoint.SubnetIds ?? [], region)
      region.vpcEndpoints = region.vpcEndpoints.filter((each) => each !== endpoint)
      const { token } = region.endpointRequests.get(id) ?? {}
      if (token !== undefined) region.spentTokens.push(token)
      region.endpointRequests.delete(id)
    }
    return { Unsuccessful: [] }
  },
}

/** Endpoints that are being made are there after a while. */
export function settle(region: SampleRegion, now: number): void {
  for (const endpoint of region.vpcEndpoints) {
    const request = region.endpointRequests.get(endpoint.VpcEndpointId ?? '')
    if (request?.readyAt === undefined) continue
    endpoint.State = onTheWire<EC2.State>(now >= request.readyAt ? 'available' : 'pending')
    if (now >= request.readyAt) delete request.readyAt
  }
}

/** One endpoint takes one subnet of a zone. */
function assertZones(subnetIds: readonly string[], region: SampleRegion): void {
  const subnets = byIds(region.subnets, subnetIds, (each) => each.SubnetId, 'InvalidSubnetId.NotFound')
  const zones = subnetIds.length === 0 ? [] : subnets.map((subnet) => subnet.AvailabilityZone)
  if (new Set(zones).size < zones.length)
    throw awsError('DuplicateSubnetsInSameZone', 'Found another VPC endpoint subnet in the availability zone.')
}

/** One name is one endpoint's. */
function assertPrivateDns(endpoint: EC2.VpcEndpoint, region: SampleRegion): void {
  const { VpcId, ServiceName } = endpoint
  const vpc = region.vpcs.find((each) => each.vpc.VpcId === VpcId)
  if (!vpc?.enableDnsSupport || !vpc.enableDnsHostnames)
    throw awsError(
      'InvalidParameter',
      `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${VpcId}`,
    )
  const taken = region.vpcEndpoints.some(
    (each) => each !== endpoint && each.VpcId === VpcId && each.ServiceName === ServiceName && each.PrivateDnsEnabled,
  )
  if (taken)
    throw awsError(
      'InvalidParameter',
      `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${ServiceName} in the VPC ${VpcId}`,
    )
}

const listOf = (region: SampleRegion) => prefixListId(region.region, 's3')

function assertFree(endpoint: EC2.VpcEndpoint, tableIds: readonly string[], region: SampleRegion): void {
  if (endpoint.VpcEndpointType !== 'Gateway' || tableIds.length === 0) return
  const tables = byIds(region.routeTables, tableIds, (each) => each.RouteTableId, 'InvalidRouteTableId.NotFound')
  for (const { RouteTableId, Routes = [] } of tables)
    if (Routes.some((r) => r.DestinationPrefixListId === listOf(region) && r.GatewayId !== endpoint.VpcEndpointId))
      throw awsError(
        'RouteAlreadyExists',
        `route table ${RouteTableId} already has a route with destination-prefix-list-id ${listOf(region)}`,
      )
}

function addTables(endpoint: EC2.VpcEndpoint, tableIds: readonly string[], region: SampleRegion): void {
  const fresh = tableIds.filter((id) => !endpoint.RouteTableIds?.includes(id))
  endpoint.RouteTableIds = [...(endpoint.RouteTableIds ?? []), ...fresh]
  const route: EC2.Route = {
    ...{ DestinationPrefixListId: listOf(region), GatewayId: endpoint.VpcEndpointId, State: 'active' as const },
    Origin: 'CreateRoute',
  }
  for (const table of region.routeTables)
    if (fresh.includes(table.RouteTableId ?? '')) table.Routes = [...(table.Routes ?? []), route]
}

function removeTables(endpoint: EC2.VpcEndpoint, tableIds: readonly string[], region: SampleRegion): void {
  endpoint.RouteTableIds = endpoint.RouteTableIds?.filter((id) => !tableIds.includes(id))
  for (const table of region.routeTables)
    if (tableIds.includes(table.RouteTableId ?? ''))
      table.Routes = table.Routes?.filter((route) => route.GatewayId !== endpoint.VpcEndpointId)
}

function addSubnets(endpoint: EC2.VpcEndpoint, subnetIds: readonly string[], { region, account }: Call): void {
  for (const subnetId of subnetIds) {
    const subnet = region.subnets.find((each) => each.SubnetId === subnetId)
    if (!subnet || endpoint.SubnetIds?.includes(subnetId)) continue
    const eni = endpointInterface(endpoint, subnet, account.accountId, freeAddress(subnet, region))
    region.networkInterfaces.push(eni)
    endpoint.SubnetIds = [...(endpoint.SubnetIds ?? []), subnetId]
    endpoint.NetworkInterfaceIds = [...(endpoint.NetworkInterfaceIds ?? []), eni.NetworkInterfaceId ?? '']
  }
}

function removeSubnets(endpoint: EC2.VpcEndpoint, subnetIds: readonly string[], region: SampleRegion): void {
  const gone = region.networkInterfaces.filter(
    ({ NetworkInterfaceId = '', SubnetId = '' }) =>
      endpoint.NetworkInterfaceIds?.includes(NetworkInterfaceId) && subnetIds.includes(SubnetId),
  )
  const ids = new Set(gone.map((eni) => eni.NetworkInterfaceId))
  region.networkInterfaces = region.networkInterfaces.filter((eni) => !ids.has(eni.NetworkInterfaceId))
  endpoint.NetworkInterfaceIds = endpoint.NetworkInterfaceIds?.filter((id) => !ids.has(id))
  endpoint.SubnetIds = endpoint.SubnetIds?.filter((id) => !subnetIds.includes(id))
}

/** The last address of the subnet that nobody holds. */
function freeAddress({ CidrBlock = '', VpcId }: EC2.Subnet, region: SampleRegion): string {
  const held = new Set(region.networkInterfaces.filter((e) => e.VpcId === VpcId).map((e) => e.PrivateIpAddress))
  const [base = '', length = '32'] = CidrBlock.split('/')
  const first = base.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
  for (let last = first + 2 ** (32 - Number(length)) - 2; last > first + 3; last--) {
    const address = [24, 16, 8, 0].map((shift) => Math.floor(last / 2 ** shift) % 256).join('.')
    if (!held.has(address)) return address
  }
  throw awsError('InsufficientFreeAddressesInSubnet', `no free address in ${CidrBlock}`)
}
