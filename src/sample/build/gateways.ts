import type * as EC2 from '@aws-sdk/client-ec2'
import { idOf } from './ids.js'
import { type BuiltSubnet, type BuiltVpc, route, routeTable, subnet, tagged } from './network.js'
import { onTheWire } from './wire.js'

/** An internet gateway and a public subnet in zone a. */
export function publicSubnet(built: BuiltVpc, cidr: string): BuiltSubnet {
  const { region, vpcId, account } = built
  const InternetGatewayId = idOf('igw', vpcId)
  region.internetGateways.push({
    InternetGatewayId,
    OwnerId: account.accountId,
    Attachments: [{ VpcId: vpcId, State: onTheWire<EC2.AttachmentStatus>('available') }],
    Tags: built.tags('igw'),
  })
  const table = routeTable(built, 'public')
  route(table, '0.0.0.0/0', { GatewayId: InternetGatewayId })
  return subnet(built, 'public-a', cidr, 'a', table)
}

/** A NAT gateway in a public subnet, as the way out of these tables. */
export function natGateway(built: BuiltVpc, inSubnet: BuiltSubnet, publicIp: string, tables: EC2.RouteTable[]): void {
  const { region, vpcId, account } = built
  const NatGatewayId = idOf('nat', vpcId)
  const NetworkInterfaceId = idOf('eni', NatGatewayId)
  const address = inSubnet.cidr.replace(/\d+\/\d+$/, '5')
  region.natGateways.push({
    NatGatewayId,
    VpcId: vpcId,
    SubnetId: inSubnet.subnetId,
    State: 'available',
    ConnectivityType: 'public',
    NatGatewayAddresses: [
      { NetworkInterfaceId, PrivateIp: address, PublicIp: publicIp, IsPrimary: true, Status: 'succeeded' },
    ],
    Tags: built.tags('nat'),
  })
  region.networkInterfaces.push({
    NetworkInterfaceId,
    InterfaceType: onTheWire<EC2.NetworkInterfaceType>('nat_gateway'),
    VpcId: vpcId,
    SubnetId: inSubnet.subnetId,
    OwnerId: account.accountId,
    AvailabilityZone: region.region + inSubnet.zone,
    RequesterManaged: true,
    Description: `Interface for NAT Gateway ${NatGatewayId}`,
    Status: 'in-use',
    PrivateIpAddress: address,
    PrivateIpAddresses: [
      { Primary: true, PrivateIpAddress: address, Association: { PublicIp: publicIp, IpOwnerId: account.accountId } },
    ],
    Ipv6Addresses: [],
    Groups: [],
    SourceDestCheck: false,
    TagSet: [],
  })
  for (const table of tables) route(table, '0.0.0.0/0', { NatGatewayId })
}

/** An attachment to the transit gateway of another account, as the way out of these tables. */
export function sharedTransitGateway(
  built: BuiltVpc,
  ownerId: string,
  subnets: BuiltSubnet[],
  tables: EC2.RouteTable[],
): void {
  const { region, vpcId, account } = built
  const TransitGatewayId = idOf('tgw', ownerId, region.region)
  const TransitGatewayAttachmentId = idOf('tgw-attach', vpcId)
  if (!region.transitGateways.some((t) => t.TransitGatewayId === TransitGatewayId))
    region.transitGateways.push({
      TransitGatewayId,
      OwnerId: ownerId,
      State: 'available',
      Options: { SecurityGroupReferencingSupport: 'disable', DnsSupport: 'enable' },
      Tags: tagged('company-network'),
    })
  region.transitGatewayVpcAttachments.push({
    TransitGatewayAttachmentId,
    TransitGatewayId,
    VpcId: vpcId,
    VpcOwnerId: account.accountId,
    SubnetIds: subnets.map((s) => s.subnetId),
    State: 'available',
    Options: { ApplianceModeSupport: 'disable', DnsSupport: 'enable', SecurityGroupReferencingSupport: 'disable' },
    Tags: built.tags('tgw'),
  })
  region.transitGatewayAttachments.push({
    TransitGatewayAttachmentId,
    TransitGatewayId,
    TransitGatewayOwnerId: ownerId,
    ResourceType: 'vpc',
    ResourceId: vpcId,
    ResourceOwnerId: account.accountId,
    State: 'available',
  })
  for (const table of tables) route(table, '0.0.0.0/0', { TransitGatewayId })
}
