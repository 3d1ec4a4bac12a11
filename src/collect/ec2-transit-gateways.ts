import {
  paginateDescribeTransitGatewayAttachments,
  paginateDescribeTransitGatewayRouteTables,
  paginateDescribeTransitGateways,
  paginateDescribeTransitGatewayVpcAttachments,
  SearchTransitGatewayRoutesCommand,
} from '@aws-sdk/client-ec2'
import type { Collected } from '../model/collected.js'
import type {
  TransitGateway,
  TransitGatewayAttachment,
  TransitGatewayRoute,
  TransitGatewayRouteTable,
  TransitGatewayVpcAttachment,
} from '../model/snapshot-gateways.js'
import type { RegionContext } from './context.js'
import { defined, need, present } from './fields.js'
import { byToken } from './pages.js'

const PAGE_SIZE = 1000

export function collectTransitGateways({
  clients,
  runner,
  region,
}: RegionContext): Promise<Collected<TransitGateway[]>> {
  return runner.collectAll(
    'ec2:DescribeTransitGateways',
    (options) => paginateDescribeTransitGateways({ client: clients.ec2(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.TransitGateways, token: (page) => page.NextToken },
    (gateway) =>
      defined({
        transitGatewayId: need(gateway.TransitGatewayId, 'TransitGatewayId'),
        ownerId: gateway.OwnerId ?? '',
        state: gateway.State ?? '',
        securityGroupReferencingSupport: gateway.Options?.SecurityGroupReferencingSupport,
      }),
  )
}

export function collectTransitGatewayVpcAttachments({
  clients,
  runner,
  region,
}: RegionContext): Promise<Collected<TransitGatewayVpcAttachment[]>> {
  return runner.collectAll(
    'ec2:DescribeTransitGatewayVpcAttachments',
    (options) =>
      paginateDescribeTransitGatewayVpcAttachments({ client: clients.ec2(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.TransitGatewayVpcAttachments, token: (page) => page.NextToken },
    (attachment) =>
      defined({
        transitGatewayAttachmentId: need(attachment.TransitGatewayAttachmentId, 'TransitGatewayAttachmentId'),
        transitGatewayId: need(attachment.TransitGatewayId, 'TransitGatewayId'),
        vpcId: need(attachment.VpcId, 'VpcId'),
        vpcOwnerId: attachment.VpcOwnerId ?? '',
        subnetIds: need(attachment.SubnetIds, 'SubnetIds'),
        state: attachment.State ?? '',
        securityGroupReferencingSupport: attachment.Options?.SecurityGroupReferencingSupport,
        applianceModeSupport: attachment.Options?.ApplianceModeSupport,
      }),
  )
}

export function collectTransitGatewayAttachments({
  clients,
  runner,
  region,
}: RegionContext): Promise<Collected<TransitGatewayAttachment[]>> {
  return runner.collectAll(
    'ec2:DescribeTransitGatewayAttachments',
    (options) =>
      paginateDescribeTransitGatewayAttachments({ client: clients.ec2(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.TransitGatewayAttachments, token: (page) => page.NextToken },
    (attachment) =>
      defined({
        transitGatewayAttachmentId: need(attachment.TransitGatewayAttachmentId, 'TransitGatewayAttachmentId'),
        transitGatewayId: need(attachment.TransitGatewayId, 'TransitGatewayId'),
        resourceType: attachment.ResourceType ?? '',
        resourceId: attachment.ResourceId,
        resourceOwnerId: attachment.ResourceOwnerId,
        state: attachment.State ?? '',
        associationRouteTableId: attachment.Association?.TransitGatewayRouteTableId,
        associationState: attachment.Association?.State,
      }),
  )
}

/** The route tables of the transit gateways that VPCs of this region are attached to, with their routes. */
export async function collectTransitGatewayRouteTables(
  context: RegionContext,
  vpcAttachments: Promise<Collected<TransitGatewayVpcAttachment[]>>,
): Promise<Collected<TransitGatewayRouteTable[]>> {
  const { clients, runner, region } = context
  const [tables, attachments] = await Promise.all([
    runner.collectAll(
      'ec2:DescribeTransitGatewayRouteTables',
      (options) =>
        paginateDescribeTransitGatewayRouteTables({ client: clients.ec2(region), pageSize: PAGE_SIZE }, {}, options),
      { items: (page) => page.TransitGatewayRouteTables, token: (page) => page.NextToken },
      (table) => ({
        transitGatewayRouteTableId: need(table.TransitGatewayRouteTableId, 'TransitGatewayRouteTableId'),
        transitGatewayId: need(table.TransitGatewayId, 'TransitGatewayId'),
        state: table.State ?? '',
      }),
    ),
    vpcAttachments,
  ])
  if (tables.outcome !== 'ok') return tables
  const attached = attachments.outcome === 'ok' ? new Set(attachments.value.map((a) => a.transitGatewayId)) : undefined
  const wanted = tables.value.filter((table) => attached === undefined || attached.has(table.transitGatewayId))
  const value = await Promise.all(
    wanted.map(async (table) => ({ ...table, routes: await collectRoutes(context, table.transitGatewayRouteTableId) })),
  )
  return { ...tables, value }
}

function collectRoutes(
  { clients, runner, region }: RegionContext,
  TransitGatewayRouteTableId: string,
): Promise<Collected<TransitGatewayRoute[]>> {
  const Filters = [{ Name: 'state', Values: ['active', 'blackhole'] }]
  return runner.collectAll(
    'ec2:SearchTransitGatewayRoutes',
    (options) =>
      byToken(
        async (token) => {
          const input = { TransitGatewayRouteTableId, Filters, MaxResults: PAGE_SIZE, NextToken: token }
          const page = await clients.ec2(region).send(new SearchTransitGatewayRoutesCommand(defined(input)), options)
          if (page.AdditionalRoutesAvailable === true && !page.NextToken)
            throw new Error(`${TransitGatewayRouteTableId} has more routes than AWS lists`)
          return page
        },
        (page) => page.NextToken,
      ),
    { items: (page) => page.Routes, token: (page) => page.NextToken },
    (route) =>
      defined({
        destinationCidrBlock: route.DestinationCidrBlock,
        prefixListId: route.PrefixListId,
        state: route.State ?? '',
        type: route.Type ?? '',
        attachmentIds: present((route.TransitGatewayAttachments ?? []).map((a) => a.TransitGatewayAttachmentId)),
      }),
  )
}
