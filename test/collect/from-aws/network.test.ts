import {
  DescribeManagedPrefixListsCommand,
  DescribePrefixListsCommand,
  DescribeRouteTablesCommand,
  DescribeTransitGatewayRouteTablesCommand,
  EC2Client,
  SearchTransitGatewayRoutesCommand,
} from '@aws-sdk/client-ec2'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, describe, expect, it } from 'vitest'
import { collectPrefixLists } from '../../../src/collect/ec2-filters.js'
import { collectRouteTables } from '../../../src/collect/ec2-routing.js'
import { collectTransitGatewayRouteTables } from '../../../src/collect/ec2-transit-gateways.js'
import { context, failure } from './context.js'

const ec2 = mockClient(EC2Client)
afterEach(() => ec2.reset())

describe('transit gateway routes', () => {
  const attachments = (value: object[]) =>
    Promise.resolve({ outcome: 'ok', api: 'ec2:DescribeTransitGatewayVpcAttachments', value } as never)
  const table = (TransitGatewayRouteTableId: string, TransitGatewayId: string) => ({
    TransitGatewayRouteTableId,
    TransitGatewayId,
    State: 'available' as const,
  })

  it('are read of gateways that VPCs are attached to, page by page', async () => {
    ec2
      .on(DescribeTransitGatewayRouteTablesCommand)
      .resolves({ TransitGatewayRouteTables: [table('tgw-rtb-1', 'tgw-1'), table('tgw-rtb-2', 'tgw-2')] })
    ec2.on(SearchTransitGatewayRoutesCommand).resolves({ Routes: [], NextToken: 'a', AdditionalRoutesAvailable: true })
    ec2.on(SearchTransitGatewayRoutesCommand, { NextToken: 'a' }).resolves({
      Routes: [{ DestinationCidrBlock: '10.0.0.0/8', State: 'active', Type: 'static' }],
    })
    const tables = await collectTransitGatewayRouteTables(context(), attachments([{ transitGatewayId: 'tgw-1' }]))
    expect(tables).toMatchObject({
      value: [{ transitGatewayRouteTableId: 'tgw-rtb-1', routes: { value: [{ destinationCidrBlock: '10.0.0.0/8' }] } }],
    })
    expect(ec2.commandCalls(SearchTransitGatewayRoutesCommand)).toHaveLength(2)
  })

  it('that AWS does not list to the end are an error, not a part', async () => {
    ec2
      .on(DescribeTransitGatewayRouteTablesCommand)
      .resolves({ TransitGatewayRouteTables: [table('tgw-rtb-1', 'tgw-1')] })
    ec2.on(SearchTransitGatewayRoutesCommand).resolves({
      Routes: [{ DestinationCidrBlock: '10.0.0.0/8' }],
      AdditionalRoutesAvailable: true,
    })
    const tables = await collectTransitGatewayRouteTables(context(), attachments([{ transitGatewayId: 'tgw-1' }]))
    expect(tables).toMatchObject({ value: [{ routes: { outcome: 'error', api: 'ec2:SearchTransitGatewayRoutes' } }] })
  })
})

describe('prefix lists', () => {
  const named = Promise.resolve(new Set(['pl-1']))

  it('come from the older API where the newer one does not exist', async () => {
    ec2.on(DescribeManagedPrefixListsCommand).rejects(failure('InvalidAction'))
    ec2.on(DescribePrefixListsCommand).resolves({
      PrefixLists: [
        { PrefixListId: 'pl-1', PrefixListName: 's3', Cidrs: ['52.0.0.0/15'] },
        { PrefixListId: 'pl-2', PrefixListName: 'dynamodb', Cidrs: ['53.0.0.0/15'] },
      ],
    })
    expect(await collectPrefixLists(context(), named)).toMatchObject({
      value: [{ prefixListId: 'pl-1', entries: { outcome: 'ok', value: ['52.0.0.0/15'] } }],
    })
  })

  it('that are denied are denied', async () => {
    ec2.on(DescribeManagedPrefixListsCommand).rejects(failure('UnauthorizedOperation'))
    expect(await collectPrefixLists(context(), named)).toMatchObject({
      outcome: 'denied',
      api: 'ec2:DescribeManagedPrefixLists',
    })
    expect(ec2.commandCalls(DescribePrefixListsCommand)).toHaveLength(0)
  })

  it('are not none where the name of the service does not resolve', async () => {
    ec2.on(DescribeManagedPrefixListsCommand).rejects(failure('Error', { code: 'ENOTFOUND' }))
    expect(await collectPrefixLists(context(), Promise.resolve(new Set()))).toMatchObject({ outcome: 'error' })
    expect(ec2.commandCalls(DescribePrefixListsCommand)).toHaveLength(0)
  })
})

describe('route tables', () => {
  it('name the subnets whose association is changing apart from those that are associated', async () => {
    const association = (SubnetId: string, State?: string) => ({
      SubnetId,
      ...(State && { AssociationState: { State } }),
    })
    ec2.on(DescribeRouteTablesCommand).resolves({
      RouteTables: [
        {
          RouteTableId: 'rtb-1',
          VpcId: 'vpc-1',
          Routes: [],
          Associations: [association('a'), association('b', 'associating'), association('c', 'failed')] as object[],
        },
      ],
    })
    expect(await collectRouteTables(context())).toMatchObject({
      value: [{ subnetIds: ['a'], changingSubnetIds: ['b'], main: false }],
    })
  })
})
