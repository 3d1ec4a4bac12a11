import type * as EC2 from '@aws-sdk/client-ec2'
import { idOf } from './ids.js'
import { type BuiltSubnet, type BuiltVpc, nextAddress, type Target } from './network.js'
import { prefixListId } from './prefix-lists.js'
import { securityGroup, tcp } from './security-groups.js'
import { onTheWire } from './wire.js'

const FULL_ACCESS = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] })

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
  const interfaces = options.subnets.map((subnet) => endpointInterface(built, vpcEndpointId, subnet, groupIds))
  const privateDns = options.privateDns ?? true
  const plainName = `${service}.${region.region}.amazonaws.com`
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
    NetworkInterfaceIds: interfaces.flatMap((i) => i.NetworkInterfaceId ?? []),
    PrivateDnsEnabled: privateDns,
    RequesterManaged: false,
    PolicyDocument: FULL_ACCESS,
    DnsEntries: [
      `${vpcEndpointId}.${service}.${region.region}.vpce.amazonaws.com`,
      ...(privateDns ? [plainName] : []),
    ].map((DnsName) => ({ DnsName })),
    Tags: built.tags(service),
  }
  region.networkInterfaces.push(...interfaces)
  region.vpcEndpoints.push(made)
  return made
}

function endpointInterface(
  built: BuiltVpc,
  endpointId: string,
  subnet: BuiltSubnet,
  groupIds: string[],
): EC2.NetworkInterface {
  const address = nextAddress(subnet)
  return {
    NetworkInterfaceId: idOf('eni', endpointId, subnet.subnetId),
    VpcId: built.vpcId,
    SubnetId: subnet.subnetId,
    OwnerId: built.account.accountId,
    AvailabilityZone: built.region.region + subnet.zone,
    InterfaceType: 'vpc_endpoint',
    RequesterManaged: true,
    RequesterId: 'amazon-vpc',
    Description: `VPC Endpoint Interface ${endpointId}`,
    Status: 'in-use',
    PrivateIpAddress: address,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: address }],
    Ipv6Addresses: [],
    Groups: groupIds.map((GroupId) => ({ GroupId })),
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
