import type * as EC2 from '@aws-sdk/client-ec2'
import { idOf } from './ids.js'
import { type BuiltSubnet, type BuiltVpc, nextAddress, type Target } from './network.js'
import { prefixListId } from './prefix-lists.js'
import { securityGroup, tcp } from './security-groups.js'
import { onTheWire } from './wire.js'

export const FULL_ACCESS = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
})

export interface EndpointOptions {
  subnets: BuiltSubnet[]
  /** Default: a group that admits 443 from the VPC. */
  groupIds?: string[]
  privateDns?: boolean
}

/** An interface endpoint with one network interface per subnet. */
function endpoint(built: BuiltVpc, service: string, options: EndpointOptions): EC2.VpcEndpoint {
  const { region, account, vpcId } = built
  const groupIds = options.groupIds ?? [securityGroup(built, 'endpoints', [tcp(443, built.cidr)])]
  const vpcEndpointId = idOf('vpce', vpcId, service)
  const made: EC2.VpcEndpoint = {
    VpcEndpointId: vpcEndpointId,
    VpcEndpointType: 'Interface',
    VpcId: vpcId,
    ServiceName: `com.amazonaws.${region.region}.${service}`,
    State: onTheWire<EC2.State>('available'),
    OwnerId: account.accountId,
    SubnetIds: options.subnets.map((s) => s.subnetId),
    RouteTableIds: [],
    Groups: groupIds.map((GroupId) => ({ GroupId })),
    PrivateDnsEnabled: options.privateDns ?? true,
    RequesterManaged: false,
    PolicyDocument: FULL_ACCESS,
    Tags: built.tags(service),
  }
  const interfaces = options.subnets.map((subnet) => {
    const { VpcId, AvailabilityZone } = { VpcId: vpcId, AvailabilityZone: region.region + subnet.zone }
    const where = { SubnetId: subnet.subnetId, VpcId, AvailabilityZone }
    return endpointInterface(made, where, account.accountId, nextAddress(subnet))
  })
  made.NetworkInterfaceIds = interfaces.flatMap((i) => i.NetworkInterfaceId ?? [])
  made.DnsEntries = endpointNames(made, region.region)
  region.networkInterfaces.push(...interfaces)
  region.vpcEndpoints.push(made)
  return made
}

/** The names by which an interface endpoint is reached. */
export function endpointNames(endpoint: EC2.VpcEndpoint, region: string): EC2.DnsEntry[] {
  const { VpcEndpointId, VpcEndpointType, ServiceName, PrivateDnsEnabled } = endpoint
  if (VpcEndpointType !== 'Interface') return []
  const service = ServiceName?.split('.').at(-1)
  const plain = PrivateDnsEnabled ? [`${service}.${region}.amazonaws.com`] : []
  return [`${VpcEndpointId}.${service}.${region}.vpce.amazonaws.com`, ...plain].map((DnsName) => ({ DnsName }))
}

/** The interface of an endpoint in one subnet. */
export function endpointInterface(
  { VpcEndpointId = '', Groups = [] }: EC2.VpcEndpoint,
  subnet: Pick<EC2.Subnet, 'SubnetId' | 'VpcId' | 'AvailabilityZone'>,
  accountId: string,
  address: string,
): EC2.NetworkInterface {
  return {
    NetworkInterfaceId: idOf('eni', VpcEndpointId, subnet.SubnetId ?? ''),
    VpcId: subnet.VpcId,
    SubnetId: subnet.SubnetId,
    OwnerId: accountId,
    AvailabilityZone: subnet.AvailabilityZone,
    InterfaceType: 'vpc_endpoint',
    RequesterManaged: true,
    RequesterId: 'amazon-vpc',
    Description: `VPC Endpoint Interface ${VpcEndpointId}`,
    Status: 'in-use',
    PrivateIpAddress: address,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: address }],
    Ipv6Addresses: [],
    Groups: Groups.map(({ GroupId }) => ({ GroupId })),
    SourceDestCheck: true,
    TagSet: [],
  }
}

/** Interface endpoints for several services, alike. */
export function endpoints(built: BuiltVpc, services: readonly string[], options: EndpointOptions): void {
  for (const service of services) endpoint(built, service, options)
}

/** A gateway endpoint for S3, with its routes. */
export function s3Gateway(built: BuiltVpc, tables: EC2.RouteTable[]): void {
  const { region, vpcId, account } = built
  const vpcEndpointId = idOf('vpce', vpcId, 's3')
  const target: Target = { GatewayId: vpcEndpointId }
  for (const table of tables)
    table.Routes?.push({
      DestinationPrefixListId: prefixListId(region.region, 's3'),
      ...target,
      State: 'active',
      Origin: 'CreateRoute',
    })
  region.vpcEndpoints.push({
    VpcEndpointId: vpcEndpointId,
    VpcEndpointType: 'Gateway',
    VpcId: vpcId,
    ServiceName: `com.amazonaws.${region.region}.s3`,
    State: onTheWire<EC2.State>('available'),
    OwnerId: account.accountId,
    SubnetIds: [],
    RouteTableIds: tables.flatMap((t) => t.RouteTableId ?? []),
    Groups: [],
    NetworkInterfaceIds: [],
    PrivateDnsEnabled: false,
    RequesterManaged: false,
    PolicyDocument: FULL_ACCESS,
    DnsEntries: [],
    Tags: built.tags('s3'),
  })
}
