import type * as EC2 from '@aws-sdk/client-ec2'
import { settle } from './ec2-endpoints.js'
import { byIds, type FilterFields, filtered } from './filters.js'
import type { Handlers } from './handler.js'
import { ec2Page } from './paging.js'

/** What leads out of a VPC: endpoints, gateways, peering, transit. */
export const ec2Gateways: Handlers<typeof EC2> = {
  DescribeVpcEndpoints(input, { region, now }) {
    settle(region, now)
    const code = 'InvalidVpcEndpointId.NotFound'
    const endpoints = byIds(region.vpcEndpoints, input.VpcEndpointIds, (e) => e.VpcEndpointId, code)
    const { items, more } = ec2Page(filtered(endpoints, input.Filters, ENDPOINT_FIELDS), input, 1000, 1)
    return { VpcEndpoints: items, ...more }
  },
  DescribeVpcEndpointServices(input, { region }) {
    const all = region.vpcEndpointServices
    const named = byIds(all, input.ServiceNames, (s) => s.ServiceName, 'InvalidServiceName')
    const services = filtered(named, input.Filters, SERVICE_FIELDS)
    const { items, more } = ec2Page(services, input, 1000, 1)
    return { ServiceDetails: items, ServiceNames: items.flatMap((s) => s.ServiceName ?? []), ...more }
  },
  DescribeNatGateways(input, { region }) {
    const all = region.natGateways
    const gateways = byIds(all, input.NatGatewayIds, (n) => n.NatGatewayId, 'NatGatewayNotFound')
    const { items, more } = ec2Page(filtered(gateways, input.Filter, NAT_FIELDS), input)
    return { NatGateways: items, ...more }
  },
  DescribeInternetGateways(input, { region }) {
    const { items, more } = ec2Page(filtered(region.internetGateways, input.Filters, ATTACHED_FIELDS), input)
    return { InternetGateways: items, ...more }
  },
  DescribeEgressOnlyInternetGateways(input, { region }) {
    const gateways = filtered(region.egressOnlyInternetGateways, input.Filters, ATTACHED_FIELDS)
    const { items, more } = ec2Page(gateways, input, 255)
    return { EgressOnlyInternetGateways: items, ...more }
  },
  DescribeVpcPeeringConnections(input, { region }) {
    const { items, more } = ec2Page(filtered(region.vpcPeeringConnections, input.Filters, PEERING_FIELDS), input)
    return { VpcPeeringConnections: items, ...more }
  },
  DescribeTransitGateways(input, { region }) {
    const { items, more } = ec2Page(filtered(region.transitGateways, input.Filters, TRANSIT_FIELDS), input)
    return { TransitGateways: items, ...more }
  },
  DescribeTransitGatewayVpcAttachments(input, { region }) {
    const attachments = filtered(region.transitGatewayVpcAttachments, input.Filters, VPC_ATTACHMENT_FIELDS)
    const { items, more } = ec2Page(attachments, input)
    return { TransitGatewayVpcAttachments: items, ...more }
  },
  DescribeTransitGatewayAttachments(input, { region }) {
    const attachments = filtered(region.transitGatewayAttachments, input.Filters, ATTACHMENT_FIELDS)
    const { items, more } = ec2Page(attachments, input)
    return { TransitGatewayAttachments: items, ...more }
  },
  DescribeTransitGatewayRouteTables(input, { region }) {
    const all = region.transitGatewayRouteTables.map((t) => t.table)
    const { items, more } = ec2Page(filtered(all, input.Filters, TRANSIT_TABLE_FIELDS), input)
    return { TransitGatewayRouteTables: items, ...more }
  },
  SearchTransitGatewayRoutes(input, { region }) {
    const id = input.TransitGatewayRouteTableId ?? ''
    const all = region.transitGatewayRouteTables
    const [found] = byIds(all, [id], (t) => t.table.TransitGatewayRouteTableId, 'InvalidRouteTableID.NotFound')
    const routes = filtered<EC2.TransitGatewayRoute & { Tags?: EC2.Tag[] }>(
      found?.routes ?? [],
      input.Filters,
      ROUTE_FIELDS,
    )
    const { items, more } = ec2Page(routes, { ...input, MaxResults: input.MaxResults ?? 1000 })
    return { Routes: items, AdditionalRoutesAvailable: 'NextToken' in more, ...more }
  },
  DescribeVpcBlockPublicAccessOptions(_input, { account, region }) {
    return {
      VpcBlockPublicAccessOptions: {
        AwsAccountId: account.accountId,
        AwsRegion: region.region,
        State: 'default-state',
        InternetGatewayBlockMode: region.blockPublicAccess.mode,
        ManagedBy: 'account',
        ExclusionsAllowed: 'allowed',
      },
    }
  },
  DescribeVpcBlockPublicAccessExclusions(input, { region }) {
    const exclusions = filtered(region.blockPublicAccess.exclusions, input.Filters, {})
    const { items, more } = ec2Page(exclusions, input)
    return { VpcBlockPublicAccessExclusions: items, ...more }
  },
}

const ENDPOINT_FIELDS: FilterFields<EC2.VpcEndpoint> = {
  'vpc-id': (e) => e.VpcId,
  'vpc-endpoint-id': (e) => e.VpcEndpointId,
  'service-name': (e) => e.ServiceName,
  'vpc-endpoint-type': (e) => e.VpcEndpointType,
  'vpc-endpoint-state': (e) => e.State,
}

const SERVICE_FIELDS: FilterFields<EC2.ServiceDetail> = {
  'service-name': (s) => s.ServiceName,
  'service-type': (s) => s.ServiceType?.map((t) => t.ServiceType),
  owner: (s) => s.Owner,
}

const NAT_FIELDS: FilterFields<EC2.NatGateway> = {
  'vpc-id': (n) => n.VpcId,
  'subnet-id': (n) => n.SubnetId,
  'nat-gateway-id': (n) => n.NatGatewayId,
  state: (n) => n.State,
}

const ATTACHED_FIELDS: FilterFields<EC2.InternetGateway | EC2.EgressOnlyInternetGateway> = {
  'attachment.vpc-id': (g) => g.Attachments?.map((a) => a.VpcId),
  'attachment.state': (g) => g.Attachments?.map((a) => a.State),
}

const PEERING_FIELDS: FilterFields<EC2.VpcPeeringConnection> = {
  'status-code': (p) => p.Status?.Code,
  'requester-vpc-info.vpc-id': (p) => p.RequesterVpcInfo?.VpcId,
  'accepter-vpc-info.vpc-id': (p) => p.AccepterVpcInfo?.VpcId,
}

const TRANSIT_FIELDS: FilterFields<EC2.TransitGateway> = {
  'transit-gateway-id': (t) => t.TransitGatewayId,
  state: (t) => t.State,
}

const VPC_ATTACHMENT_FIELDS: FilterFields<EC2.TransitGatewayVpcAttachment> = {
  'vpc-id': (a) => a.VpcId,
  'transit-gateway-id': (a) => a.TransitGatewayId,
  state: (a) => a.State,
}

const ATTACHMENT_FIELDS: FilterFields<EC2.TransitGatewayAttachment> = {
  'resource-id': (a) => a.ResourceId,
  'resource-type': (a) => a.ResourceType,
  'transit-gateway-id': (a) => a.TransitGatewayId,
  state: (a) => a.State,
}

const TRANSIT_TABLE_FIELDS: FilterFields<EC2.TransitGatewayRouteTable> = {
  'transit-gateway-id': (t) => t.TransitGatewayId,
  'transit-gateway-route-table-id': (t) => t.TransitGatewayRouteTableId,
  state: (t) => t.State,
}

const ROUTE_FIELDS: FilterFields<EC2.TransitGatewayRoute> = {
  state: (r) => r.State,
  type: (r) => r.Type,
  'prefix-list-id': (r) => r.PrefixListId,
}
