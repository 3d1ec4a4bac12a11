import {
  paginateDescribeEgressOnlyInternetGateways,
  paginateDescribeInternetGateways,
  paginateDescribeNatGateways,
  paginateDescribeRouteTables,
  paginateDescribeVpcPeeringConnections,
  type NatGateway as SdkNatGateway,
  type Route as SdkRoute,
  type VpcPeeringConnectionVpcInfo,
} from '@aws-sdk/client-ec2'
import type { Collected } from '../model/collected.js'
import type {
  EgressOnlyInternetGateway,
  InternetGateway,
  NatGateway,
  VpcPeeringConnection,
} from '../model/snapshot-gateways.js'
import type { Route, RouteTable } from '../model/snapshot-network.js'
import type { RegionContext } from './context.js'
import { defined, need, present } from './fields.js'

const PAGE_SIZE = 1000
const ROUTE_TABLES_PAGE_SIZE = 100
const EGRESS_ONLY_PAGE_SIZE = 255

export function collectRouteTables({ clients, runner, region }: RegionContext): Promise<Collected<RouteTable[]>> {
  return runner.collectAll(
    'ec2:DescribeRouteTables',
    (options) =>
      paginateDescribeRouteTables({ client: clients.ec2(region), pageSize: ROUTE_TABLES_PAGE_SIZE }, {}, options),
    { items: (page) => page.RouteTables, token: (page) => page.NextToken },
    (table) => {
      const all = need(table.Associations, 'Associations')
      const inState = (...states: (string | undefined)[]) =>
        all.filter((a) => states.includes(a.AssociationState?.State))
      const associations = inState(undefined, 'associated')
      const changing = present(inState('associating', 'disassociating').map((a) => a.SubnetId))
      return {
        routeTableId: need(table.RouteTableId, 'RouteTableId'),
        vpcId: need(table.VpcId, 'VpcId'),
        main: associations.some((a) => a.Main === true),
        subnetIds: present(associations.map((a) => a.SubnetId)),
        ...(changing.length > 0 && { changingSubnetIds: changing }),
        routes: need(table.Routes, 'Routes').map(routeOf),
      }
    },
  )
}

function routeOf(route: SdkRoute): Route {
  return defined({
    destinationCidrBlock: route.DestinationCidrBlock,
    destinationIpv6CidrBlock: route.DestinationIpv6CidrBlock,
    destinationPrefixListId: route.DestinationPrefixListId,
    state: route.State ?? '',
    origin: route.Origin,
    gatewayId: route.GatewayId,
    natGatewayId: route.NatGatewayId,
    networkInterfaceId: route.NetworkInterfaceId,
    instanceId: route.InstanceId,
    transitGatewayId: route.TransitGatewayId,
    vpcPeeringConnectionId: route.VpcPeeringConnectionId,
    egressOnlyInternetGatewayId: route.EgressOnlyInternetGatewayId,
    localGatewayId: route.LocalGatewayId,
    carrierGatewayId: route.CarrierGatewayId,
    coreNetworkArn: route.CoreNetworkArn,
  })
}

export function collectNatGateways({ clients, runner, region }: RegionContext): Promise<Collected<NatGateway[]>> {
  return runner.collectAll(
    'ec2:DescribeNatGateways',
    (options) => paginateDescribeNatGateways({ client: clients.ec2(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.NatGateways, token: (page) => page.NextToken },
    (gateway) =>
      defined({
        natGatewayId: need(gateway.NatGatewayId, 'NatGatewayId'),
        vpcId: need(gateway.VpcId, 'VpcId'),
        subnetId: gateway.SubnetId,
        state: gateway.State ?? '',
        connectivityType: gateway.ConnectivityType ?? (hasPublicAddress(gateway) ? 'public' : 'private'),
        availabilityMode: gateway.AvailabilityMode,
        routeTableId: gateway.RouteTableId,
        addresses: (gateway.NatGatewayAddresses ?? []).map((address) =>
          defined({
            networkInterfaceId: address.NetworkInterfaceId,
            privateIp: address.PrivateIp,
            publicIp: address.PublicIp,
          }),
        ),
      }),
  )
}

/** A private gateway has none. */
const hasPublicAddress = ({ NatGatewayAddresses }: SdkNatGateway) =>
  need(NatGatewayAddresses, 'NatGatewayAddresses').some(({ PublicIp }) => PublicIp !== undefined)

type Attachment = { VpcId?: string | undefined; State?: string | undefined }

const attachmentsOf = (attachments: readonly Attachment[] | undefined) =>
  need(attachments, 'Attachments').map((a) => ({ vpcId: need(a.VpcId, 'VpcId'), state: a.State ?? '' }))

export function collectInternetGateways({
  clients,
  runner,
  region,
}: RegionContext): Promise<Collected<InternetGateway[]>> {
  return runner.collectAll(
    'ec2:DescribeInternetGateways',
    (options) => paginateDescribeInternetGateways({ client: clients.ec2(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.InternetGateways, token: (page) => page.NextToken },
    (gateway) => ({
      internetGatewayId: need(gateway.InternetGatewayId, 'InternetGatewayId'),
      attachments: attachmentsOf(gateway.Attachments),
    }),
  )
}

export function collectEgressOnlyInternetGateways({
  clients,
  runner,
  region,
}: RegionContext): Promise<Collected<EgressOnlyInternetGateway[]>> {
  return runner.collectAll(
    'ec2:DescribeEgressOnlyInternetGateways',
    (options) =>
      paginateDescribeEgressOnlyInternetGateways(
        { client: clients.ec2(region), pageSize: EGRESS_ONLY_PAGE_SIZE },
        {},
        options,
      ),
    { items: (page) => page.EgressOnlyInternetGateways, token: (page) => page.NextToken },
    (gateway) => ({
      egressOnlyInternetGatewayId: need(gateway.EgressOnlyInternetGatewayId, 'EgressOnlyInternetGatewayId'),
      attachments: attachmentsOf(gateway.Attachments),
    }),
  )
}

export function collectVpcPeeringConnections({
  clients,
  runner,
  region,
}: RegionContext): Promise<Collected<VpcPeeringConnection[]>> {
  return runner.collectAll(
    'ec2:DescribeVpcPeeringConnections',
    (options) =>
      paginateDescribeVpcPeeringConnections({ client: clients.ec2(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.VpcPeeringConnections, token: (page) => page.NextToken },
    (connection) => ({
      vpcPeeringConnectionId: need(connection.VpcPeeringConnectionId, 'VpcPeeringConnectionId'),
      status: connection.Status?.Code ?? '',
      requester: peerOf(need(connection.RequesterVpcInfo, 'RequesterVpcInfo'), region),
      accepter: peerOf(need(connection.AccepterVpcInfo, 'AccepterVpcInfo'), region),
    }),
  )
}

function peerOf(peer: VpcPeeringConnectionVpcInfo, region: string): VpcPeeringConnection['requester'] {
  const blocks = present((peer.CidrBlockSet ?? []).map((block) => block.CidrBlock))
  return defined({
    vpcId: need(peer.VpcId, 'VpcId'),
    ownerId: peer.OwnerId ?? '',
    region: peer.Region ?? region,
    cidrBlocks: [...new Set([...present([peer.CidrBlock]), ...blocks])],
    ipv6CidrBlocks: present((peer.Ipv6CidrBlockSet ?? []).map((block) => block.Ipv6CidrBlock)),
    allowDnsResolutionFromRemoteVpc: peer.PeeringOptions?.AllowDnsResolutionFromRemoteVpc,
  })
}
